using System.Globalization;
using System.Text.Json;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Microsoft.Playwright;

namespace Inflaton.Web;

/// <summary>What a person does in each room, in a browser.</summary>
public sealed class BrowserTests(Browser browser, PageBuild build)
{
    private static readonly string[] Rooms = ["roll", "perturbations", "data", "universes", "lattice", "runs"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roll_a_slider_moves_the_prediction_and_the_network_is_trained_rewound_and_trained_again()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        IPage page = visit.Page;
        await page.WaitForSelectorAsync("[data-key=hubble]");
        double before = await visit.Reading("hubble");

        await page.GetByLabel("Learning rate η", new PageGetByLabelOptions { Exact = true }).FocusAsync();
        for (int i = 0; i < 20; i++)
        {
            await page.Keyboard.PressAsync("ArrowRight");
        }

        await visit.Changed("hubble", before);
        await page.WaitForFunctionAsync("() => !document.querySelector('.cards').classList.contains('busy')");
        await visit.Train();
        await visit.Trained();
        string first = (await page.GetAttributeAsync("main", "data-first"))!;
        double loss = await visit.Reading("loss_final");
        await page.ClickAsync("[data-action=rewind]");
        await page.WaitForFunctionAsync("() => document.querySelector('main').dataset.first === ''");
        await visit.Train();
        await visit.Trained();

        first.Split(' ').Length.ShouldBe(3);
        (await page.GetAttributeAsync("main", "data-first")).ShouldBe(first);
        (await visit.Reading("loss_final")).ShouldBe(loss);

        double moved = await visit.Reading("hubble");
        await visit.Press("Undo");
        await visit.Changed("hubble", moved);
    }

    /// <summary>The input is moved; what is typed and cannot be is put right in its box, and digits stay.</summary>
    [Fact]
    public async Task Roll_the_boxes_show_what_is_in_effect()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        IPage page = visit.Page;
        await page.WaitForSelectorAsync("[data-key=theta0]");
        double before = await visit.Reading("theta0");

        await page.GetByLabel("x", new PageGetByLabelOptions { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");

        await visit.Changed("theta0", before);
        (await page.Locator(".problems li").CountAsync()).ShouldBe(0);
        (await Typed("x", "")).ShouldBe("0.99");
        (await Typed("Width", "0")).ShouldBe("1");
        (await Typed("Momentum γ", "1")).ShouldBe("0.9999");
        (await Typed("Seed", "12345678")).ShouldBe("12345678");

        async Task<string> Typed(string name, string value)
        {
            ILocator box = page.GetByLabel($"{name}, as a number", new PageGetByLabelOptions { Exact = true });
            await box.FillAsync(value);
            await box.PressAsync("Enter");
            return await box.InputValueAsync();
        }
    }

    /// <summary>Whatever a link holds, the page says what is wrong with it.</summary>
    [Theory]
    [InlineData("roll", """{"network": {"hidden": "x"}, "data": {"point": "a"}, "optimizer": null, "predictions": 3}""", "network.hidden")]
    [InlineData("perturbations", """{"network": [1], "loss": "x", "epochs": {}, "seed": [[]]}""", "loss")]
    [InlineData("data", """{"data": {"file": {"path": 3, "target": []}}, "network": {"hidden": [[1]]}}""", "data.file.path")]
    [InlineData("universes", """{"potential": null, "initial": {"phi": [1, "a"]}, "time": 3}""", "potential")]
    public async Task A_link_that_holds_no_study_is_told(string room, string json, string key)
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, Studies.Link(room, json));

        await visit.Page.Locator(".problems li").GetByText($" {key}: ").First.WaitForAsync();
    }

    /// <summary>What the page shows is what <c>./inflaton run</c> finds in the file that it gives away.</summary>
    [Theory]
    [InlineData("roll")]
    [InlineData("perturbations")]
    [InlineData("data")]
    public async Task The_numbers_are_those_of_the_file_that_is_copied(string room)
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, $"#{room}");
        IPage page = visit.Page;
        await page.WaitForSelectorAsync("[data-key=loss_predicted]");
        ILocator epochs = page.GetByLabel("Epochs, as a number");
        await epochs.FillAsync("50");
        await epochs.PressAsync("Enter");
        await page.GetByText("of 50", new PageGetByTextOptions { Exact = false }).First.WaitForAsync();
        await visit.Train();
        await visit.Trained();

        await visit.Press("Copy as YAML");
        string yaml = await page.GetByLabel("The file as YAML").InputValueAsync();
        RunResult run = ExperimentRunner.Run(
            ExperimentFile.Parse(yaml, "copied.yaml", Path.Combine(Repository.Samples, "data")), new RunOptions { Threads = 2 });

        (await visit.Reading("loss_final")).ShouldBe(run.Summary.LossFinal!.Value);
        (await visit.Reading("loss_predicted")).ShouldBe(run.Summary.LossPredicted["discrete"]);
        (await visit.Reading("kernel_drift")).ShouldBe(run.Summary.KernelDrift!.Value);
        (await visit.Reading("hubble")).ShouldBe(run.Summary.Hubble);
        (await visit.Reading("domination")).ShouldBe(run.Summary.Domination);
        (await visit.Reading("stability_limit")).ShouldBe(run.Summary.StabilityLimit);
        (await visit.Reading("theta0")).ShouldBe(run.Summary.Theta0);
    }

    /// <summary>And those of a universe, at its preset and with a slider moved, are what <c>./inflaton universe</c> finds.</summary>
    [Fact]
    public async Task The_numbers_of_a_universe_are_those_of_the_file_that_is_copied()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#universes");
        await visit.Page.WaitForSelectorAsync("[data-key=n_s]");
        double usual = await visit.Reading("n_s");
        await visit.Press("m²φ²");
        await visit.Changed("n_s", usual);

        await visit.Press("Copy as YAML");
        string yaml = await visit.Page.GetByLabel("The file as YAML").InputValueAsync();
        UniverseSummary summary = UniverseRunner.Run(UniverseFile.Parse(yaml, "copied.yaml", ".")).Summary;

        (await visit.Reading("n_s")).ShouldBe(summary.SpectralIndex!.Value);
        summary.SpectralIndex!.Value.ShouldBe(0.966, 0.003, "1 − 2/N of about 60 e-folds");
        JsonElement whole = JsonDocument.Parse(SummaryJson.Format(summary)).RootElement;
        foreach (string key in new[] { "r", "amplitude", "alpha_s", "efolds", "end_of_inflation.efolds", "epsilon", "eta" })
        {
            JsonElement value = key.Split('.').Aggregate(whole, (element, name) => element.GetProperty(name));
            (await visit.Reading(key)).ShouldBe(value.GetDouble(), key);
        }
    }

    [Fact]
    public async Task A_link_shows_the_same_in_a_fresh_browser()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        await visit.Page.WaitForSelectorAsync("[data-key=theta0]");
        double usual = await visit.Reading("theta0");
        await visit.Page.GetByLabel("Width, as a number").FillAsync("77");
        await visit.Page.GetByLabel("Width, as a number").PressAsync("Enter");
        await visit.Changed("theta0", usual);
        double here = await visit.Reading("theta0");
        string link = visit.Page.Url;

        await using Visit fresh = await Visit.Open(browser, served, link[link.IndexOf('#', StringComparison.Ordinal)..]);
        await fresh.Page.WaitForSelectorAsync("[data-key=theta0]");

        (await fresh.Reading("theta0")).ShouldBe(here);
        here.ShouldNotBe(usual);
    }

    [Fact]
    public async Task Tables_and_files_can_be_dropped_and_what_is_wrong_is_told()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        IPage page = visit.Page;
        string rows = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i},{i * 7 % 11},{i % 5}"));

        await visit.Drop("mine.csv", $"a,b,y\n{rows}\n");
        await page.WaitForSelectorAsync("[data-key=training_points]");
        (await visit.Reading("training_points")).ShouldBe(32);

        await visit.Drop("broken.csv", $"a,b,y\n{rows}\nx<b>x</b>,1,2\n");
        ILocator said = page.Locator(".problems li");
        await said.GetByText("broken.csv:42: a:").WaitForAsync();
        (await page.Locator(".problems b").CountAsync()).ShouldBe(0, "Text from a file is never markup.");

        await visit.Drop("three.yaml", Studies.Roll.Replace("erf", "earf", StringComparison.Ordinal)
            .Replace("epochs: 40", "epochs: <img src=x onerror=alert(1)>", StringComparison.Ordinal) + "\nepocs: 3");
        await page.Locator("#app > .problems li").Nth(2).WaitForAsync();
        string[] problems = [.. await page.Locator("#app > .problems li").AllTextContentsAsync()];
        problems.Length.ShouldBe(3);
        problems[0].ShouldStartWith("three.yaml:3: network.activation:");
        problems[2].ShouldStartWith("three.yaml:10: epocs:");
        (await page.Locator("img").CountAsync()).ShouldBe(0);

        await visit.Drop("roll.yaml", Studies.Roll);
        await page.WaitForFunctionAsync("() => document.title === 'Inflaton: Roll'");
        await page.GetByText("of 40", new PageGetByTextOptions { Exact = false }).First.WaitForAsync();
    }

    /// <summary>Files that fall on the page: a table, a broken one, a study with three mistakes, and a study beside its table.</summary>
    [Fact]
    public async Task Files_are_dropped()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        IPage page = visit.Page;
        string rows = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i},{i % 7},{(3 * i) + 1}"));

        await visit.Drag(("table.csv", $"a,b,y\n{rows}\n"));
        await page.WaitForFunctionAsync("() => document.title === 'Inflaton: Data'");
        await page.WaitForSelectorAsync("[data-key=training_points]");
        await page.GetByText("3 columns. Its last one, y, is to be learnt.").First.WaitForAsync();

        await visit.Drag(("broken.csv", $"a,b,y\n{rows}\nx,1,2\n"));
        await page.Locator(".problems li").GetByText("broken.csv:42: a:").WaitForAsync();

        await visit.Drag(("three.yaml", Studies.Roll.Replace("erf", "earf", StringComparison.Ordinal)
            .Replace("epochs: 40", "epochs: many", StringComparison.Ordinal) + "\nepocs: 3"));
        await page.Locator("#app > .problems li").Nth(2).WaitForAsync();
        string[] problems = [.. await page.Locator("#app > .problems li").AllTextContentsAsync()];
        problems.Select(problem => problem.Split(' ')[0]).ShouldBe(
            ["three.yaml:3:", "three.yaml:7:", "three.yaml:10:"], string.Join('\n', problems));

        await visit.Drag(
            ("own.yaml", "data: {file: {path: some/where/own.csv, target: y}}\nnetwork: {hidden: [30], activation: erf}\n"
                + "epochs: 7\nloss: {squared: {}}\noptimizer: {gradient_descent: {learning_rate: 0.1}}\n"),
            ("own.csv", $"a,b,y\n{rows}\n"));
        await page.GetByText("of 7", new PageGetByTextOptions { Exact = false }).First.WaitForAsync();
        (await page.Locator("#app > .problems li").CountAsync()).ShouldBe(0);

        await visit.Drag(("one.yaml", Studies.Roll), ("two.yaml", Studies.Roll));
        await page.Locator("#app > .problems li").GetByText("These are several studies.").WaitForAsync();
    }

    [Fact]
    public async Task Data_the_map_is_clicked_in()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#data");
        IPage page = visit.Page;
        await page.WaitForSelectorAsync("[data-key=stability_limit]");
        double hubble = await visit.Reading("hubble");

        await page.ClickAsync("[data-action=map]");
        ILocator map = page.Locator("section[aria-label^='Where to train'] canvas");
        await page.Locator("section[aria-label^='Where to train'] .hint").GetByText("★ soonest").WaitForAsync();
        await map.ClickAsync(new LocatorClickOptions { Position = new Position { X = 150, Y = 120 } });

        await visit.Changed("hubble", hubble);
    }

    [Fact]
    public async Task Universes_the_point_moves_on_the_sky()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#universes");
        await visit.Page.WaitForSelectorAsync("[data-key=n_s]");
        (await visit.Reading("n_s")).ShouldBe(0.9678, 0.001);
        await visit.Page.Locator("[data-key=r].good").WaitForAsync();

        await visit.Press("m²φ²");
        await visit.Page.Locator("[data-key=r].bad").WaitForAsync();

        (await visit.Reading("r")).ShouldBe(0.13, 0.01);
    }

    [Fact]
    public async Task Lattice_starts_pauses_and_begins_again_with_the_same_field()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#lattice");
        IPage page = visit.Page;

        // A step from the start goes to the second record.
        await page.ClickAsync("[data-action=step]");
        await page.WaitForSelectorAsync(".transport[data-place='1']");
        await page.WaitForSelectorAsync("[data-key=walls]");
        double walls = await visit.Reading("walls"), size = await visit.Reading("rms");
        await page.GetByLabel("Speed").SelectOptionAsync("200");
        await page.ClickAsync("[data-action=run]");
        await visit.Changed("rms", size);
        await page.ClickAsync("[data-action=run]");
        await page.WaitForSelectorAsync(".transport[data-state=paused]");
        await page.ClickAsync("[data-action=rewind]");
        await page.Locator("[data-key=walls]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        // A step from the start goes to the second record.
        await page.ClickAsync("[data-action=step]");
        await page.WaitForSelectorAsync(".transport[data-place='1']");
        await page.WaitForSelectorAsync("[data-key=walls]");

        (await visit.Reading("walls")).ShouldBe(walls);
        (await visit.Reading("rms")).ShouldBe(size);
    }

    /// <summary>All that the page offers can be computed.</summary>
    [Fact]
    public async Task Every_preset_is_computed()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        IPage page = visit.Page;
        foreach (string room in Rooms.Except(["runs"]))
        {
            await Shown(visit, room);
            ILocator chips = page.Locator(".chips button");
            int count = await chips.CountAsync();
            count.ShouldBeGreaterThan(1);
            for (int i = 0; i < count; i++)
            {
                await chips.Nth(i).ClickAsync();
                await page.WaitForTimeoutAsync(100);
                await page.WaitForFunctionAsync("() => !document.querySelector('.cards').classList.contains('busy')");
                string? name = await chips.Nth(i).TextContentAsync();
                (await page.Locator(".problems li").AllTextContentsAsync()).ShouldBeEmpty($"{room}: {name}");
            }
        }
    }

    /// <summary>Numbers of any size are drawn: spectra of 10⁻⁶⁰ have their axes as those of 1 have.</summary>
    [Theory]
    [InlineData("9.5747e-11")]
    [InlineData("1e-60")]
    [InlineData("1e-200")]
    public async Task Universes_of_any_height_are_drawn(string height)
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#universes");
        await visit.Page.WaitForSelectorAsync("[data-key=amplitude]");
        double before = await visit.Reading("amplitude");

        ILocator field = visit.Page.GetByRole(AriaRole.Spinbutton, new PageGetByRoleOptions { Name = "Height V₀, as a number" });
        await field.FillAsync(height);
        await field.PressAsync("Enter");
        if (height != "9.5747e-11")
        {
            await visit.Changed("amplitude", before);
        }

        await visit.Page.Locator("section[aria-label='Power spectra'] .unseen").GetByText("curvature: from").WaitForAsync(
            new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        (await visit.Page.Locator(".problems li").AllTextContentsAsync()).ShouldBeEmpty();
    }

    /// <summary>The outputs of a network are the sites of a lattice, within a hundredth of the largest field.</summary>
    [Fact]
    public async Task Lattice_a_network_is_the_lattice()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#lattice");
        ILocator card = visit.Page.Locator("section[aria-label='A network that is such a lattice']");

        await card.GetByRole(AriaRole.Button).ClickAsync();
        await card.GetByText("Epoch 200:").WaitForAsync();

        double off = double.Parse((await card.GetAttributeAsync("data-off"))!, CultureInfo.InvariantCulture);
        off.ShouldBeInRange(1e-9, 0.01);
    }

    /// <summary>From the first key to a trained network without a pointer.</summary>
    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#perturbations");
        IPage page = visit.Page;
        await page.WaitForSelectorAsync("[data-key=theta0]");

        HashSet<string> reached = [];
        for (int i = 0; i < 80 && !reached.Contains("run"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>(
                "() => document.activeElement.dataset.action ?? document.activeElement.textContent"));
        }

        reached.ShouldContain("run");
        reached.ShouldContain("To the room");
        reached.ShouldContain("Universes");
        await page.Keyboard.PressAsync("Enter");
        await visit.Trained();

        await page.GetByLabel("Speed").SelectOptionAsync("200");
        await page.GetByLabel("Momentum γ", new PageGetByLabelOptions { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.WaitForSelectorAsync(".transport[data-state=running]");
        await page.Keyboard.PressAsync("Space");
        await page.WaitForSelectorAsync(".transport[data-state=paused]");
    }

    /// <summary>Keeps every place at which the field is seen from its first prediction on.</summary>
    private const string PlacesSeen = """
        window.places = new Set();
        new MutationObserver(() => {
          if (document.querySelector("[data-key=hubble]")) places.add(document.querySelector(".transport").dataset.place);
        }).observe(document, { subtree: true, childList: true, attributes: true });
        """;

    /// <summary>The field rolls once through its potential when it is first shown, but not for those who want no motion.</summary>
    [Theory]
    [InlineData(ReducedMotion.Reduce, false)]
    [InlineData(ReducedMotion.NoPreference, true)]
    public async Task Motion_is_reduced_where_that_is_asked_for(ReducedMotion motion, bool rolls)
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, motion: motion, script: PlacesSeen);
        IPage page = visit.Page;
        if (rolls)
        {
            await page.WaitForFunctionAsync("() => places.size > 3");
            return;
        }

        await page.WaitForSelectorAsync("[data-key=hubble]");
        await page.WaitForTimeoutAsync(1000);
        (await page.EvaluateAsync<int>("() => places.size")).ShouldBe(1);
    }

    /// <summary>
    /// Looking at a place that the network has not reached shows the prediction alone; at one that it has, the network as it was there.
    /// </summary>
    [Fact]
    public async Task The_network_is_shown_where_it_has_been()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        IPage page = visit.Page;
        await page.WaitForSelectorAsync("[data-key=hubble]");
        ILocator words = page.Locator("section[aria-label='The field in its potential'] .hint");
        await page.ClickAsync("[data-action=step]");
        await words.GetByText("the network").WaitForAsync();

        await page.GetByLabel("Place on the curves").FillAsync("100");
        await page.GetByText("Epoch 500:").WaitForAsync();
        (await words.TextContentAsync())!.ShouldNotContain("network");
        await page.GetByLabel("Place on the curves").FillAsync("1");
        await words.GetByText("the network").WaitForAsync();
        (await words.TextContentAsync())!.ShouldStartWith("Epoch 5:");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1920)]
    public async Task Nothing_sticks_out_at_any_width(int width)
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#roll", width);
        foreach (string room in Rooms)
        {
            await Shown(visit, room);
            (await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, room);
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_no_violation(ColorScheme scheme)
    {
        if (build.Missing is { } reason)
        {
            Assert.Skip($"Accessibility is not tested by axe-core. {reason}");
        }

        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#roll", scheme: scheme);
        string axe = await File.ReadAllTextAsync(build.Axe, Stop);
        foreach (string room in Rooms)
        {
            await Shown(visit, room);
            await visit.Page.EvaluateAsync(axe);
            JsonElement found = await visit.Page.EvaluateAsync<JsonElement>(
                "async () => (await axe.run()).violations.map(v => v.id + ' ' + v.nodes[0].html)");
            found.EnumerateArray().Select(item => item.GetString()).ShouldBeEmpty(room);
        }
    }

    [Fact]
    public async Task Dark_is_dark()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, scheme: ColorScheme.Dark);

        string colour = await visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
        colour.ShouldBe("rgb(14, 17, 22)");
        await visit.Press("Light or dark");
        (await visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(244, 245, 248)");
    }

    /// <summary>The picture in the README; rewritten with UPDATE_DOCS=1.</summary>
    [Fact]
    public async Task The_picture_in_the_readme_is_of_the_page()
    {
        string picture = Path.Combine(Repository.Root, "docs", "images", "page.png");
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served, "#roll", width: 1280);
        await visit.Press("Oscillation");
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('[data-key=regime]')?.dataset.value === 'underdamped'");
        await visit.Train();
        await visit.Trained();
        await visit.Page.WaitForTimeoutAsync(500);
        byte[] drawn = await visit.Page.ScreenshotAsync();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllBytesAsync(picture, drawn, Stop);
        }

        byte[] committed = await File.ReadAllBytesAsync(picture, Stop);
        committed.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]).ShouldBeTrue();
        committed.AsSpan(16, 8).SequenceEqual(drawn.AsSpan(16, 8)).ShouldBeTrue("It has another size than the page now.");
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), Stop)).ShouldContain("docs/images/page.png");
    }

    private static async Task Shown(Visit visit, string room)
    {
        await visit.Page.EvaluateAsync("room => { location.hash = room; }", room);
        await visit.Page.WaitForFunctionAsync("room => document.title.toLowerCase().endsWith(room)", room);
        if (room is not ("runs" or "lattice"))
        {
            await visit.Page.WaitForSelectorAsync(".readings div");
        }

        await visit.Page.WaitForTimeoutAsync(400);
    }
}

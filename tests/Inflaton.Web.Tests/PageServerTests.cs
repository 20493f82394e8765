using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Inflaton.Dynamics;
using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;

namespace Inflaton.Web;

/// <summary>What pages ask, and what they are answered.</summary>
public sealed class PageServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_and_its_files_are_served_under_a_strict_policy()
    {
        await using Served served = await Served.Start();

        foreach ((string path, string type) in new[] { ("/", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text/css") })
        {
            using HttpResponseMessage response = await served.Client.GetAsync(path, Stop);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldNotContain("unsafe");
            policy.ShouldNotContain("http:");
        }

        string page = await served.Client.GetStringAsync("/", Stop) + await served.Client.GetStringAsync("/page.css", Stop);
        page.ShouldNotContain("//", customMessage: "Nothing is loaded from elsewhere.");
        using HttpResponseMessage none = await served.Client.GetAsync("/none.js", Stop);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>All numbers of a forecast are those of the run of the file that the page gives away.</summary>
    [Fact]
    public async Task A_forecast_is_the_run_of_its_file()
    {
        await using Served served = await Served.Start();

        JsonNode answer = await served.Ask("/api/forecast", Studies.Roll, "loss_", "curve_", "epochs");

        RunResult run = ExperimentRunner.Run(
            ExperimentFile.Parse(answer["yaml"]!.GetValue<string>(), "copied.yaml", "."), new RunOptions { Train = false });
        JsonObject summary = (JsonObject)JsonNode.Parse(SummaryJson.Format(run.Summary))!;
        Without(answer["summary"]!.AsObject()).ShouldBe(Without(summary));
        Values(answer, "loss_discrete").ShouldBe(run.Arrays["loss_discrete"].Values);
        answer["arrays"]!.AsObject().ShouldNotContainKey("eigenvectors");
    }

    [Fact]
    public async Task A_universe_is_solved_and_a_network_tuned()
    {
        await using Served served = await Served.Start();

        JsonNode universe = await served.Ask("/api/universe", Studies.Universe, "phi");
        universe["summary"]!["n_s"]!.GetValue<double>().ShouldBe(0.9678, 0.001);
        universe["arrays"]!["phi"]!["values"]!.AsArray().Count.ShouldBe(201);

        JsonNode tuned = await served.Ask(
            "/api/tune", Studies.Roll.Replace(Studies.Loss, "squared: {scale: 1}", StringComparison.Ordinal)
                + "\ntune: {trials: 0}", "loss", "is_stable");
        tuned["arrays"]!["loss"]!["shape"]!.AsArray().Count.ShouldBe(2);
        tuned["summary"]!["best"]!["learning_rate"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Everything_wrong_with_a_file_is_said_at_once_with_its_line()
    {
        await using Served served = await Served.Start();
        string text = Studies.Roll.Replace("erf", "earf", StringComparison.Ordinal)
            .Replace("epochs: 40", "epochs: many", StringComparison.Ordinal)
            + "\nepocs: 3";

        (HttpStatusCode status, string[] problems) = await served.Refused("/api/yaml", text);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        problems.Length.ShouldBe(3);
        problems[0].ShouldStartWith("page.yaml:3: network.activation: is not a choice (earf).");
        problems[1].ShouldStartWith("page.yaml:7: epochs:");
        problems[2].ShouldStartWith("page.yaml:10: epocs: is not a key");
    }

    [Fact]
    public async Task A_file_is_told_by_its_keys_and_given_back_with_every_default()
    {
        await using Served served = await Served.Start();

        (string Kind, string Text)[] kinds = [("experiment", Studies.Roll), ("universe", Studies.Universe), ("lattice", Studies.Lattice)];
        foreach ((string kind, string text) in kinds)
        {
            JsonNode answer = await served.Ask("/api/yaml", text);
            answer["kind"]!.GetValue<string>().ShouldBe(kind);
            JsonNode again = await served.Ask("/api/yaml", answer["yaml"]!.GetValue<string>());
            again["yaml"]!.GetValue<string>().ShouldBe(answer["yaml"]!.GetValue<string>());
            JsonNode json = await served.Ask("/api/yaml", answer["settings"]!.ToJsonString());
            json["yaml"]!.GetValue<string>().ShouldBe(answer["yaml"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_training_streams_its_records_and_starts_again_with_the_same_bits()
    {
        await using Served served = await Served.Start();

        (List<JsonNode> first, JsonNode end) = await Trained(served);
        (List<JsonNode> second, _) = await Trained(served);

        first.Count.ShouldBe(21);
        first.Select(record => record["epoch"]!.GetValue<int>()).ShouldBe(Enumerable.Range(0, 21).Select(i => 2 * i));
        first.Select(record => record.ToJsonString()).ShouldBe(second.Select(record => record.ToJsonString()));
        double[] loss = Values(end, "loss_trained");
        for (int i = 0; i < loss.Length; i++)
        {
            first[i]["loss"]!.GetValue<double>().ShouldBe(loss[i], 1e-14 * loss[0]);
        }

        RunResult run = ExperimentRunner.Run(ExperimentFile.Parse(end["yaml"]!.GetValue<string>(), "copied.yaml", "."), new RunOptions());
        end["summary"]!["loss_final"]!.GetValue<double>().ShouldBe(run.Summary.LossFinal!.Value);
        end["summary"]!["kernel_drift"]!.GetValue<double>().ShouldBe(run.Summary.KernelDrift!.Value);
    }

    /// <summary>With batches records are so many steps apart, and of several rows the loss is the mean.</summary>
    [Fact]
    public async Task A_training_in_batches_streams_the_records_that_it_ends_with()
    {
        const string text = """
            seed: 3
            network: {hidden: [16], activation: erf}
            data: {points: [[1, 0], [0, 1], [1, 1], [-1, 0.5]], targets: [1, -1, 0.5, 2]}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.1}}
            batches: {size: 1, sampling: shuffled, seed: 1}
            epochs: 3
            record_every: 5
            predictions: []
            """;
        await using Served served = await Served.Start();
        using ClientWebSocket socket = await served.Live("/api/train", text, holds: false, "loss_trained");

        (List<JsonNode> records, JsonNode end) = await Served.HearAll(socket);

        records.Select(record => record["epoch"]!.GetValue<int>()).ShouldBe([0, 5, 10, 12]);
        double[] loss = Values(end, "loss_trained");
        records.Select(record => record["loss"]!.GetValue<double>()).Zip(loss, (told, kept) => Math.Abs(told - kept) / kept).Max()
            .ShouldBeLessThan(1e-14);
    }

    /// <summary>Held back before its first record and told to wait after each: four records take three waits at least.</summary>
    [Fact]
    public async Task A_training_that_is_slowed_takes_its_time()
    {
        await using Served served = await Served.Start();
        using ClientWebSocket socket = await served.Live("/api/train", Studies.Roll, holds: true);
        await Served.Tell(socket, """{"slow": 300}""");
        long start = TimeProvider.System.GetTimestamp();
        await Served.Tell(socket, """{"step": 4}""");

        int heard = 0;
        while (heard < 4)
        {
            heard += (await Served.Hear(socket))!["records"]!.AsArray().Count;
        }

        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(850));
    }

    /// <summary>What waits to be sent is bounded: who adds waits until it is taken, or nobody takes any more.</summary>
    [Fact]
    public void A_page_that_does_not_listen_stops_its_study()
    {
        PendingRecords records = new(100);
        records.Add(new byte[60], Stop);
        using CancellationTokenSource gone = new();
        Thread adds = new(() => Should.Throw<OperationCanceledException>(() => records.Add(new byte[60], gone.Token)))
        {
            IsBackground = true,
        };
        adds.Start();
        adds.Join(TimeSpan.FromMilliseconds(200)).ShouldBeFalse();
        gone.Cancel();
        adds.Join();

        records.Take().ShouldNotBeNull().Length.ShouldBe("{\"records\":[]}".Length + 60);
        records.Add(new byte[200], gone.Token);
        records.Take().ShouldNotBeNull().Length.ShouldBe("{\"records\":[]}".Length + 200);
        records.Take().ShouldBeNull();
    }

    /// <summary>All arrays together are bounded, and those that do not fit are named.</summary>
    [Fact]
    public async Task Arrays_that_are_too_long_together_are_left_out_by_name()
    {
        await using Served served = await Served.Start(new WebLimits { Numbers = 50 });

        JsonNode answer = await served.Ask("/api/forecast", Studies.Roll, "epochs", "loss_");

        // Twenty-one numbers each: two have room.
        answer["arrays"]!.AsObject().Count.ShouldBe(2);
        answer["left_out"]!.AsArray().Count.ShouldBe(3);
    }

    /// <summary>A study that has ended holds no memory any more.</summary>
    [Fact]
    public async Task Memory_of_a_study_is_given_back()
    {
        double bytes = ExperimentCost.Of(ExperimentFile.Parse(Studies.Roll, "roll.yaml").Settings, 1, 1).Bytes;
        await using Served served = await Served.Start(new WebLimits { MemoryInAll = 1.5 * bytes });

        for (int i = 0; i < 3; i++)
        {
            await served.Ask("/api/forecast", Studies.Roll);
        }
    }

    [Fact]
    public async Task A_training_waits_goes_a_step_and_goes_on()
    {
        await using Served served = await Served.Start();
        using ClientWebSocket socket = await served.Live("/api/train", Studies.Roll, holds: true, "loss_");

        await Served.Tell(socket, """{"step": 3}""");
        List<JsonNode> records = [];
        while (records.Count < 4)
        {
            records.AddRange((await Served.Hear(socket))!["records"]!.AsArray().Select(record => record!));
        }

        // The fourth record is made, and waits to be passed.
        records.Count.ShouldBe(4);
        Task<JsonNode?> next = Served.Hear(socket);
        (await Task.WhenAny(next, Task.Delay(300, Stop))).ShouldNotBe(next);
        await Served.Tell(socket, """{"go": true}""");
        (await next)!["records"]!.AsArray()[0]!["epoch"]!.GetValue<int>().ShouldBe(8);
    }

    /// <summary>A training that is held back makes its first record and waits, until it is told to go.</summary>
    [Fact]
    public async Task A_training_that_is_held_waits_at_its_first_record()
    {
        await using Served served = await Served.Start();
        using ClientWebSocket socket = await served.Live("/api/train", Studies.Roll, holds: true);

        (await Served.Hear(socket))!["records"]!.AsArray().Select(record => record!["epoch"]!.GetValue<int>()).ShouldBe([0]);
        Task<JsonNode?> next = Served.Hear(socket);
        (await Task.WhenAny(next, Task.Delay(300, Stop))).ShouldNotBe(next);
        await Served.Tell(socket, """{"go": true}""");
        (await next)!["records"]!.AsArray()[0]!["epoch"]!.GetValue<int>().ShouldBe(2);
    }

    /// <summary>The part of the inputs that is classified rightly is, record by record, that of the results.</summary>
    [Fact]
    public async Task Accuracy_on_the_way_is_that_of_the_results()
    {
        const string text = """
            name: classes
            seed: 2
            network: {hidden: [32], activation: tanh, bias_std: 0.5}
            data:
              points: [[0.8, -0.5], [0.2, 0.9], [-0.7, 0.1], [0.4, 0.4], [0.1, -0.9]]
              targets: [[1, 0], [0, 1], [1, 0], [0, 1], [1, 0]]
            loss: {cross_entropy: {}}
            optimizer: {gradient_descent: {learning_rate: 0.5}}
            epochs: 40
            record_every: 4
            predictions: []
            """;
        await using Served served = await Served.Start();
        using ClientWebSocket socket = await served.Live("/api/train", text, holds: false, "accuracy");

        (List<JsonNode> records, JsonNode end) = await Served.HearAll(socket);

        double[] told = [.. records.Select(record => record["accuracy"]!.GetValue<double>())];
        told.ShouldBe(Values(end, "accuracy_trained"));
        told.Distinct().Count().ShouldBeGreaterThan(1);
    }

    /// <summary>Pictures, walls and spectra on the way are those of the file: the walls and the spectra as it records them.</summary>
    [Fact]
    public async Task A_lattice_streams_its_pictures_walls_and_spectra()
    {
        await using Served served = await Served.Start();
        string text = Studies.Lattice + "\nrecord: {spectra_every: 1, slices_every: 1}";
        using ClientWebSocket socket = await served.Live("/api/lattice", text, holds: false, "walls", "spectrum", "k", "slices");

        (List<JsonNode> records, JsonNode end) = await Served.HearAll(socket);

        records.Count.ShouldBe(9);
        end["summary"]!["status"]!.GetValue<string>().ShouldBe("completed");
        double[] walls = Values(end, "walls"), spectra = Values(end, "spectrum"), slices = Values(end, "slices"), k = Values(end, "k");
        for (int i = 0; i < records.Count; i++)
        {
            byte[] picture = Convert.FromBase64String(records[i]["picture"]!.GetValue<string>());
            double[] slice = slices[(256 * i)..(256 * (i + 1))];
            double largest = slice.Max(Math.Abs);
            picture.ShouldBe(slice.Select(value => (byte)(128 + Math.Round(127 * value / largest))));
            records[i]["largest"]!.GetValue<double>().ShouldBe(largest);
            records[i]["walls"]!.GetValue<double>().ShouldBe(walls[i]);
            Numbers(records[i]["spectrum"]!["k"]!).ShouldBe(k);
            double[] power = Numbers(records[i]["spectrum"]!["power"]!);
            for (int bin = 0; bin < power.Length; bin++)
            {
                power[bin].ShouldBe(spectra[(i * k.Length) + bin], 1e-12 * spectra.Max());
            }
        }

        walls.Distinct().Count().ShouldBeGreaterThan(1);
    }

    /// <summary>What the next output time shows of a long lattice: a hundred spectra at least, the first and the last among them.</summary>
    [Fact]
    public void Spectra_of_a_long_lattice_come_now_and_then()
    {
        LatticeFile file = LatticeFile.Parse(
            Studies.Lattice.Replace("points: 9", "points: 250", StringComparison.Ordinal), "long.yaml", ".");
        LatticeView view = new(file.Settings);
        double[] field = [.. Enumerable.Range(0, 256).Select(i => Math.Cos(2 * Math.PI * 3 * (i % 16) / 16))];

        JsonNode[] looks = [.. Enumerable.Range(0, 250).Select(i => JsonNode.Parse(view.Of(new FieldState(i, 0, field)))!)];

        // At every second one, and at the last.
        looks.Count(look => look["spectrum"] is not null).ShouldBe(126);
        looks[^1]["spectrum"].ShouldNotBeNull();
        // A wave of three periods: all its power lies at k = 3·2π/L, and φ = 0 is six lines across.
        double[] power = Numbers(looks[0]["spectrum"]!["power"]!);
        power[3].ShouldBe(power.Sum(), 1e-12 * power[3]);
        looks[0]["walls"]!.GetValue<double>().ShouldBe(6 * 8, 1e-9);
        looks[0]["rms"]!.GetValue<double>().ShouldBe(Math.Sqrt(0.5), 1e-12);
    }

    /// <summary>A page that goes takes its training with it: there is one place, and it is free again.</summary>
    [Fact]
    public async Task A_closed_page_ends_its_training()
    {
        await using Served served = await Served.Start(new WebLimits { Lives = 1 });
        ClientWebSocket socket = await served.Live("/api/train", Studies.Long);
        (await Served.Hear(socket))!["records"].ShouldNotBeNull();
        using ClientWebSocket turnedAway = new();
        await Should.ThrowAsync<WebSocketException>(
            () => turnedAway.ConnectAsync(new Uri($"ws://{served.Server.Address.Authority}/api/train"), Stop));
        socket.Abort();
        socket.Dispose();

        await served.Freed();
    }

    /// <summary>A page that takes its leave while its training waits for it, too: nothing is sent by which one would notice.</summary>
    [Fact]
    public async Task A_page_that_leaves_ends_a_training_that_waits()
    {
        await using Served served = await Served.Start(new WebLimits { Lives = 1 });
        using ClientWebSocket socket = await served.Live("/api/train", Studies.Long, holds: true);
        (await Served.Hear(socket))!["records"].ShouldNotBeNull();

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Stop);

        await served.Freed();
    }

    [Fact]
    public async Task Twenty_pages_at_once_are_all_answered()
    {
        await using Served served = await Served.Start();

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using HttpResponseMessage response = await served.Post(
                "/api/forecast", Studies.Roll.Replace("seed: 3", $"seed: {1 + (i % 2)}", StringComparison.Ordinal), "loss_discrete");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!["arrays"]!.ToJsonString();
        }));

        answers.Distinct().Count().ShouldBe(2);
    }

    /// <summary>Twenty trainings beside each other are each the one that it is alone, record by record.</summary>
    [Fact]
    public async Task Twenty_pages_train_at_once()
    {
        await using Served served = await Served.Start();
        string[] alone = [.. (await Trained(served)).Records.Select(record => record.ToJsonString())];

        string[][] together = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            async _ => (string[])[.. (await Trained(served)).Records.Select(record => record.ToJsonString())]));

        together.Length.ShouldBe(20);
        together.ShouldAllBe(records => records.SequenceEqual(alone));
    }

    /// <summary>Whoever says what is no order is taken for gone: the training ends, and its place is free.</summary>
    [Theory]
    [InlineData("go")]
    [InlineData("[]")]
    [InlineData("{\"fly\": true}")]
    [InlineData("{\"step\": \"far\"}")]
    [InlineData("{\"slow\": 1e99}")]
    [InlineData(null)]
    public async Task What_is_no_order_ends_the_training(string? order)
    {
        await using Served served = await Served.Start(new WebLimits { Lives = 1 });
        using ClientWebSocket socket = await served.Live("/api/train", Studies.Long, holds: true);
        (await Served.Hear(socket))!["records"].ShouldNotBeNull();

        await Served.Tell(socket, order ?? "{\"slow\": 0" + new string(' ', 1024) + "}");

        await served.Freed();
    }

    [Fact]
    public async Task Memory_of_all_studies_together_is_bounded()
    {
        await using Served served = await Served.Start(new WebLimits { MemoryInAll = 1000 });

        (HttpStatusCode status, string[] problems) = await served.Refused("/api/forecast", Studies.Roll);

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        problems.Single().ShouldContain("MiB of memory");
    }

    [Fact]
    public async Task Tables_of_one_name_are_kept_apart_and_all_of_them_are_bounded()
    {
        await using Served served = await Served.Start(new WebLimits { DataBytesInAll = 40 });
        List<(HttpStatusCode Status, string Said)> answers = [];
        foreach (string rows in (string[])["1,2\n", "1,2\n", "3,4\n", "5,6\n7,8\n9,10\n11,12\n13,14\n"])
        {
            using HttpResponseMessage response = await served.PostTable("a.csv", "x,y\n" + rows);
            answers.Add((response.StatusCode, await response.Content.ReadAsStringAsync(Stop)));
        }

        answers.Select(answer => answer.Status).ShouldBe(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge]);
        answers[..3].Select(answer => JsonNode.Parse(answer.Said)!["path"]!.GetValue<string>()).ShouldBe(["a.csv", "a.csv", "a-2.csv"]);
        answers[3].Said.ShouldContain("Start the server anew");
    }

    /// <summary>A scan that nobody works on is one event with all its rows, and the end; one that is not there is refused.</summary>
    [Fact]
    public async Task A_scan_is_followed_to_its_end()
    {
        using RunsFolder folder = new();
        folder.Scan("scan", RunsFolder.Small(seeds: 2));
        await using Served served = await Served.Start(root: folder.Path);

        string[] events = (await served.Client.GetStringAsync("/api/scan/follow?path=scan", Stop)).Split("\n\n");

        events.Length.ShouldBe(3);
        JsonNode part = JsonNode.Parse(events[0]["data: ".Length..])!;
        JsonNode table = JsonNode.Parse(await served.Client.GetStringAsync("/api/scan?path=scan", Stop))!;
        part.ToJsonString().ShouldBe(table.ToJsonString());
        part["rows"]!.AsArray().Count.ShouldBe(4);
        part["at_work"]!.GetValue<bool>().ShouldBeFalse();
        events[1].ShouldStartWith("event: end");
        using HttpResponseMessage none = await served.Client.GetAsync("/api/scan/follow?path=../scan", Stop);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pages_that_follow_a_scan_are_bounded()
    {
        using RunsFolder folder = new();
        using ScanStore store = folder.Store("scan", RunsFolder.Small(seeds: 2));
        await using Served served = await Served.Start(new WebLimits { Followers = 1 }, folder.Path);
        using HttpResponseMessage first = await served.Client.GetAsync(
            "/api/scan/follow?path=scan", HttpCompletionOption.ResponseHeadersRead, Stop);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);

        using HttpResponseMessage second = await served.Client.GetAsync(
            "/api/scan/follow?path=scan", HttpCompletionOption.ResponseHeadersRead, Stop);

        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await second.Content.ReadAsStringAsync(Stop)).ShouldContain("1 pages follow a scan already");
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "localhost")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Foreign_pages_are_refused(string header, string value)
    {
        await using Served served = await Served.Start();
        foreach (string path in (string[])["/api/runs", "/api/observations", "/api/train", "/page.js"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage response = await served.Client.SendAsync(request, Stop);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using HttpRequestMessage post = new(HttpMethod.Post, "/api/forecast");
        post.Content = new StringContent(Served.Question(Studies.Roll));
        post.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage refused = await served.Client.SendAsync(post, Stop);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Beyond_this_machine_a_token_is_asked_for()
    {
        WebOptions everywhere = new() { Port = 0, Host = IPAddress.Any, Root = Path.GetTempPath() };
        await using PageServer server = await PageServer.Start(everywhere);
        Uri address = new($"http://127.0.0.1:{server.Address.Port}/");
        using HttpClientHandler handler = new() { CookieContainer = new CookieContainer(), AllowAutoRedirect = true };
        using HttpClient client = new(handler) { BaseAddress = address };

        using HttpResponseMessage without = await client.GetAsync("/", Stop);
        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using HttpResponseMessage wrong = await client.GetAsync("/?token=0123", Stop);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using HttpResponseMessage right = await client.GetAsync("/" + server.Address.Query, Stop);
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpResponseMessage cookie = await client.GetAsync("/api/observations", Stop);
        cookie.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("hidden: [64]", "hidden: [9000, 9000]", "network.hidden")]
    [InlineData("epochs: 40", "epochs: 300000", "epochs")]
    [InlineData("record_every: 2", "record_every: 1\nseed: 1", "seed")]
    [InlineData("epochs: 40\nrecord_every: 2", "epochs: 20000\nrecord_every: 1", "record_every")]
    [InlineData("data: {point: [1.0]}", "data: {interval: {from: -1, to: 1, points: 100000}}", "")]
    public async Task What_is_too_large_is_refused_with_a_reason(string from, string to, string key)
    {
        await using Served served = await Served.Start();

        (HttpStatusCode status, string[] problems) =
            await served.Refused("/api/forecast", Studies.Roll.Replace(from, to, StringComparison.Ordinal));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        problems.Single().ShouldContain(key);
    }

    [Fact]
    public async Task Bodies_that_are_too_long_are_refused()
    {
        await using Served served = await Served.Start(new WebLimits { StudyBytes = 1000, DataBytes = 2000 });

        (HttpStatusCode study, string[] problems) = await served.Refused("/api/forecast", new string('#', 1500));
        study.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        problems.Single().ShouldNotBeEmpty();
        using HttpResponseMessage table = await served.Client.PostAsync("/api/data?name=a.csv", new ByteArrayContent(new byte[5000]), Stop);
        table.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_table_is_kept_under_a_harmless_name_and_learnt()
    {
        await using Served served = await Served.Start();
        StringBuilder rows = new("a,b,y\n");
        for (int i = 0; i < 20; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"{i},{i * i % 7},{i % 3}\n");
        }

        JsonNode kept = await served.Keep("../../etc/<b>table</b>.csv", rows.ToString());
        string path = kept["path"]!.GetValue<string>();
        path.ShouldBe("b-.csv");
        kept["columns"]!.AsArray().Select(column => column!.GetValue<string>()).ShouldBe(["a", "b", "y"]);

        JsonNode forecast = await served.Ask("/api/forecast", Data(path));
        forecast["summary"]!["training_points"]!.GetValue<int>().ShouldBe(20);
        forecast["summary"]!["settings"]!["data"]!["file"]!["path"]!.GetValue<string>().ShouldBe(path);
    }

    /// <summary>Columns have the names that an experiment finds them under, whatever stands between them.</summary>
    [Theory]
    [InlineData("a;y", "1,5;2", "2,5;4", "4;1")]
    [InlineData("a\ty", "1\t2", "2\t4", "4\t1")]
    [InlineData("\"a\", y", "1,2", "2,4", "4,1")]
    public async Task The_columns_of_a_table_are_named_as_they_are_learnt(params string[] lines)
    {
        await using Served served = await Served.Start();
        JsonNode kept = await served.Keep("marks.csv", string.Join('\n', lines));
        kept["columns"]!.AsArray().Select(column => column!.GetValue<string>()).ShouldBe(["a", "y"]);
        JsonNode forecast = await served.Ask("/api/forecast", Data(kept["path"]!.GetValue<string>()));
        forecast["summary"]!["training_points"]!.GetValue<int>().ShouldBe(3);
    }

    /// <summary>Where the server keeps tables is nobody's concern.</summary>
    [Fact]
    public async Task Warnings_name_a_table_without_its_folder()
    {
        await using Served served = await Served.Start();
        await served.Keep("constant.csv", "a,b,y\n1,1,2\n1,2,4\n1,4,1\n");

        JsonNode forecast = await served.Ask("/api/forecast", Data("constant.csv"));

        string[] warnings = [.. forecast["summary"]!["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>())];
        warnings.ShouldContain("1 of 2 inputs of constant.csv is constant over the training rows and stays 0: a.");
    }

    [Fact]
    public async Task A_broken_table_is_told_with_line_and_column()
    {
        await using Served served = await Served.Start();
        await served.Keep("broken.csv", "a,y\n1,2\nx,3\n");

        (HttpStatusCode status, string[] problems) = await served.Refused("/api/forecast", Data("broken.csv"));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        problems.Single().ShouldStartWith("broken.csv:3: a: ");
    }

    [Theory]
    [InlineData("/etc/passwd.csv")]
    [InlineData("../diabetes.csv")]
    [InlineData("../../../../../../etc/hosts.csv")]
    public async Task Files_outside_of_the_folder_of_tables_are_not_named(string path)
    {
        await using Served served = await Served.Start();

        (HttpStatusCode status, string[] problems) = await served.Refused("/api/forecast", Data(path));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        problems.ShouldContain(problem => problem.Contains("lies outside of the folder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runs_are_those_below_the_root_and_no_others()
    {
        string above = Directory.CreateTempSubdirectory("inflaton-web-above-").FullName;
        string root = Directory.CreateDirectory(Path.Combine(above, "root")).FullName;
        try
        {
            foreach (string folder in (string[])[Path.Combine(root, "one"), Path.Combine(above, "secret")])
            {
                ExperimentFile file = ExperimentFile.Parse(Studies.Roll, "roll.yaml", ".");
                StudyFolder outputs = StudyCatalogue.Folder(folder, StudyCatalogue.Experiment);
                outputs.Prepare();
                outputs.Write(ExperimentRunner.Run(file), pictures: false);
            }

            await using Served served = await Served.Start(root: root);
            JsonNode list = JsonNode.Parse(await served.Client.GetStringAsync("/api/runs", Stop))!;
            list["runs"]!.AsArray().Select(run => run!["path"]!.GetValue<string>()).ShouldBe(["one"]);
            JsonNode run = JsonNode.Parse(await served.Client.GetStringAsync("/api/run?path=one", Stop))!;
            run["summary"]!["name"]!.GetValue<string>().ShouldBe("roll");
            using HttpResponseMessage report = await served.Client.GetAsync("/api/report?path=one", Stop);
            report.StatusCode.ShouldBe(HttpStatusCode.OK);
            report.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("sandbox allow-scripts");
            if (!OperatingSystem.IsWindows())
            {
                string secret = Path.Combine(above, "secret", "report.html"), shown = Path.Combine(root, "one", "report.html");
                File.Delete(shown);
                File.CreateSymbolicLink(shown, secret);
                using HttpResponseMessage linked = await served.Client.GetAsync("/api/report?path=one", Stop);
                linked.StatusCode.ShouldBe(HttpStatusCode.NotFound, "a link leads out of the folder");
            }

            foreach (string path in (string[])["../secret", "one/../../secret", Path.Combine(above, "secret"), "..", "%2e%2e/secret"])
            {
                foreach (string what in (string[])["run", "report", "scan"])
                {
                    using HttpResponseMessage refused = await served.Client.GetAsync(
                        $"/api/{what}?path={Uri.EscapeDataString(path)}", Stop);
                    refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
                }
            }
        }
        finally
        {
            Directory.Delete(above, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_that_is_removed_is_told_and_the_page_goes_on()
    {
        string root = Directory.CreateTempSubdirectory("inflaton-web-gone-").FullName;
        await using Served served = await Served.Start(root: root);
        Directory.Delete(root, recursive: true);

        foreach (string path in (string[])["/api/runs", "/api/run?path=one", "/api/report?path=one", "/api/scan?path=one"])
        {
            using HttpResponseMessage gone = await served.Client.GetAsync(path, Stop);
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            string said = await gone.Content.ReadAsStringAsync(Stop);
            said.ShouldContain("is not there any more");
            said.ShouldNotContain(Path.GetFileName(root));
        }

        (await served.Ask("/api/forecast", Studies.Roll, "loss_"))["summary"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using Served served = await Served.Start();

        IOException taken = await Should.ThrowAsync<IOException>(
            () => PageServer.Start(new WebOptions { Port = served.Server.Address.Port, Root = served.Root }));

        taken.Message.ShouldContain("--port");
    }

    private static async Task<(List<JsonNode> Records, JsonNode End)> Trained(Served served)
    {
        using ClientWebSocket socket = await served.Live("/api/train", Studies.Roll, holds: false, "loss_");
        return await Served.HearAll(socket);
    }

    private static double[] Values(JsonNode answer, string array) => Numbers(answer["arrays"]![array]!["values"]!);

    private static double[] Numbers(JsonNode list) => [.. list.AsArray().Select(value => value!.GetValue<double>())];

    private static string Data(string path) => $$$"""
        network: {hidden: [16], activation: erf}
        data: {file: {path: "{{{path}}}", target: y, standardize: true}}
        loss: {squared: {scale: 1}}
        optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0}}
        epochs: 10
        """;

    /// <summary>A summary without what differs between two runs of the same file.</summary>
    private static string Without(JsonObject summary)
    {
        JsonObject copy = (JsonObject)summary.DeepClone();
        foreach (string key in (string[])["timings", "threads", "environment", "file"])
        {
            copy.Remove(key);
        }

        return copy.ToJsonString();
    }
}

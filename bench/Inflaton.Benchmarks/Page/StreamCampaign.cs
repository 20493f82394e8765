using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Web;
using Microsoft.Playwright;

namespace Inflaton.Benchmarks.Page;

/// <summary>
/// What it costs a training of 3 × 1000 to be followed, by rounds in turn: alone; followed by a client that reads every message and draws
/// nothing, which is what the program itself adds; and followed by a page in a browser that draws it, on the same cores.
/// </summary>
internal static class StreamCampaign
{
    private const int Rounds = 9;

    private static readonly (string Name, int Epochs, int Every, string Method)[] Trainings =
    [
        ("every epoch of 2000", 2000, 1, "reduced"),
        ("5001 records of 100 000 epochs", 100_000, 20, "reduced"),
        ("every epoch of 300, by direct steps", 300, 1, "direct"),
    ];

    /// <summary>Counts what comes through the sockets of the page: who looks from outside costs the machine as well.</summary>
    private const string Listen = """
        () => {
          const Socket = window.WebSocket;
          window.WebSocket = class extends Socket {
            constructor(address) {
              super(address);
              const times = [];
              this.addEventListener("message", ({ data }) => {
                if (data.startsWith('{"summary"')) {
                  window.heard([1000 * (times.length - 1) / (times.at(-1) - times[0]), JSON.parse(data).summary.timings.training]);
                } else {
                  times.push(performance.now());
                }
              });
            }
          };
        }
        """;

    private const string Train = """
        () => new Promise((heard) => {
          window.heard = heard;
          document.querySelector("[data-action=run]").click();
        })
        """;

    public static async Task Run(TextWriter output, IBrowser browser, PageServer server, string root)
    {
        foreach ((string name, int epochs, int every, string method) in Trainings)
        {
            await Follow(output, browser, server, root, name, $$"""
                name: wide
                seed: 1
                network: {hidden: [1000, 1000, 1000], activation: erf, weight_std: 1.5, bias_std: 0.05}
                data: {point: [1.0]}
                loss:
                  power: {degree: 2, scale: 0.001, minimum: 5}
                optimizer:
                  gradient_descent: {learning_rate: 0.002, momentum: 0.5}
                training:
                  method: {{method}}
                epochs: {{epochs}}
                record_every: {{every}}
                predictions: [frozen_kernel, discrete]
                """);
        }
    }

    private static async Task Follow(
        TextWriter output, IBrowser browser, PageServer server, string root, string name, string text)
    {
        IPage page = await PageCampaign.Open(browser, server, "roll");
        ICDPSession system = await browser.NewBrowserCDPSessionAsync();
        ExperimentFile file = ExperimentFile.Parse(text, "wide.yaml", ".");
        await PageCampaign.Drop(page, root, text);
        await page.EvaluateAsync(Listen);
        List<double> alone = [], read = [], drawn = [], rates = [], shares = [];
        for (int round = -1; round < Rounds; round++)
        {
            double first = 0, second = 0, third = 0, rate = 0, share = 0;
            for (int turn = 0; turn < 3; turn++)
            {
                // Whoever comes first in a round may find the machine another.
                switch ((round + 1 + turn) % 3)
                {
                    case 0:
                        first = ExperimentRunner.Run(file, new RunOptions { Threads = new WebOptions().Threads })
                            .Summary.Timings["training"];
                        break;
                    case 1:
                        second = await Read(server, text);
                        break;
                    default:
                        await page.ClickAsync("[data-action=rewind]");
                        await page.WaitForSelectorAsync(".transport[data-state=idle]");
                        (double before, long start) = (await Processor(system), Stopwatch.GetTimestamp());
                        double[] heard = await page.EvaluateAsync<double[]>(Train);
                        share = (await Processor(system) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
                        (rate, third) = (heard[0], heard[1]);
                        break;
                }
            }

            if (round >= 0)
            {
                alone.Add(first);
                read.Add(second / first);
                drawn.Add(third / first);
                rates.Add(rate);
                shares.Add(share);
            }
        }

        PageCampaign.Row(output, $"{name}: training alone, median", 1000 * Median(alone), "ms", "");
        PageCampaign.Row(output, $"{name}: messages a second, least", rates.Min(), "1/s", ">= 30");
        PageCampaign.Row(output, $"{name}: followed by a client that reads it over alone, median", Median(read), "", "<= 1.1");
        PageCampaign.Row(output, $"{name}: followed by a page that draws it over alone, median", Median(drawn), "", "<= 1.1");
        PageCampaign.Row(output, $"{name}: cores that the browser takes meanwhile, median", Median(shares), "", "");
        await page.Context.CloseAsync();
    }

    /// <summary>Trains for a client that reads all it is sent and does nothing with it; the seconds of the training.</summary>
    private static async Task<double> Read(PageServer server, string text)
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/api/train"), CancellationToken.None);
        byte[] question = JsonSerializer.SerializeToUtf8Bytes(new { text, arrays = new[] { "epochs", "loss_" }, hold = false });
        await socket.SendAsync(question, WebSocketMessageType.Text, true, CancellationToken.None);
        byte[] part = new byte[1 << 16];
        List<byte> message = [];
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(part.AsMemory(), CancellationToken.None);
            message.AddRange(part.AsSpan(0, received.Count));
            if (received.EndOfMessage && message is [_, (byte)'"', (byte)'s', (byte)'u', ..])
            {
                return Training(Encoding.UTF8.GetString([.. message]));
            }

            if (received.EndOfMessage)
            {
                message.Clear();
            }
        }
    }

    /// <summary>Seconds of the processor that all processes of the browser have used.</summary>
    private static async Task<double> Processor(ICDPSession system)
    {
        JsonElement said = (await system.SendAsync("SystemInfo.getProcessInfo"))!.Value;
        return said.GetProperty("processInfo").EnumerateArray().Sum(process => process.GetProperty("cpuTime").GetDouble());
    }

    private static double Training(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("summary").GetProperty("timings").GetProperty("training").GetDouble();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Inflaton.Web;

/// <summary>Ten thousand requests that no page would make: each is refused, and the server is as well as before.</summary>
public sealed class MalformedRequestTests
{
    private const int Requests = 10_000;

    private static readonly string[] Paths =
    [
        "/api/forecast", "/api/universe", "/api/tune", "/api/yaml", "/api/data", "/api/data?name=..%2f..%2fx", "/api/train", "/api/lattice",
        "/api/run?path=../../etc", "/api/scan?path=%00", "/api/scan/follow",
        "/api/scan/follow?path=../..", "/api/report?path=/etc/passwd", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/page.js/none", "/api", "/api/none", "/page.map", "/api/run", "/.git/config",
    ];

    [Fact]
    public async Task Malformed_requests_end_in_4xx_and_nothing_else()
    {
        await using Served served = await Served.Start();
        Random random = new(1);
        (string Path, byte[] Body, bool IsPost)[] requests = [.. Enumerable.Range(0, Requests).Select(_ => Request(random))];
        int at = -1;
        int[] statuses = new int[Requests];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref at); i < Requests; i = Interlocked.Increment(ref at))
            {
                (string path, byte[] body, bool isPost) = requests[i];
                using HttpRequestMessage request = new(isPost ? HttpMethod.Post : HttpMethod.Get, path);
                request.Content = isPost ? new ByteArrayContent(body) : null;
                using HttpResponseMessage response = await served.Client.SendAsync(request, TestContext.Current.CancellationToken);
                statuses[i] = (int)response.StatusCode;
            }
        }));

        for (int i = 0; i < Requests; i++)
        {
            statuses[i].ShouldBeInRange(400, 499, $"{requests[i].Path} {Encoding.Latin1.GetString(requests[i].Body)}");
        }

        (await served.Ask("/api/forecast", Studies.Roll))["summary"].ShouldNotBeNull();
    }

    /// <summary>Text nested a hundred thousand deep, in every way that it can be, ends no server.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("(")]
    public async Task Deep_nesting_is_refused(string open)
    {
        await using Served served = await Served.Start();
        string deep = string.Concat(Enumerable.Repeat(open, 60_000 / open.Length));
        string[] texts =
        [
            deep, "network: " + deep,
            Studies.Roll.Replace(Studies.Loss, $"expression: {{formula: \"{deep}f\"}}", StringComparison.Ordinal),
        ];
        foreach (string text in texts)
        {
            (HttpStatusCode status, _) = await served.Refused("/api/forecast", text);
            status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        using HttpResponseMessage raw =
            await served.Client.PostAsync("/api/forecast", new StringContent(deep), TestContext.Current.CancellationToken);
        raw.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>Bytes that are no HTTP at all.</summary>
    [Fact]
    public async Task Noise_on_the_wire_ends_no_server()
    {
        await using Served served = await Served.Start();
        Random random = new(2);
        for (int i = 0; i < 100; i++)
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, served.Server.Address.Port, TestContext.Current.CancellationToken);
            byte[] noise = new byte[random.Next(1, 4000)];
            random.NextBytes(noise);
            await client.GetStream().WriteAsync(noise, TestContext.Current.CancellationToken);
        }

        (await served.Client.GetStringAsync("/", TestContext.Current.CancellationToken)).ShouldContain("Inflaton");
    }

    private static (string Path, byte[] Body, bool IsPost) Request(Random random)
    {
        string path = Paths[random.Next(Paths.Length)];
        bool isPost = random.Next(4) > 0;
        byte[] whole = Encoding.UTF8.GetBytes(Served.Question(Studies.Roll, "loss_"));
        byte[] body = random.Next(6) switch
        {
            0 => [],
            1 => Noise(random, random.Next(1, 2000)),
            2 => whole[..random.Next(whole.Length - 1)],
            3 => Encoding.UTF8.GetBytes(Served.Question(Broken(random))),
            4 => Encoding.UTF8.GetBytes("{\"text\": 3, \"arrays\": {}}"),
            _ => Encoding.UTF8.GetBytes("{\"text\": \"\\u0000\", \"arrays\": [1, null, {}]}"),
        };
        return (path, body, isPost);
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);

        // Never a line of column names, which would be a table.
        noise[0] = 0;
        return noise;
    }

    /// <summary>A study of which one line is noise, or says what cannot be.</summary>
    private static string Broken(Random random)
    {
        string[] lines = Studies.Roll.Split('\n');
        lines[random.Next(1, lines.Length - 1)] = random.Next(4) switch
        {
            0 => "epochs: -1\nepochs: 2",
            1 => "\t: [",
            2 => $"what_{random.Next()}: {{a: [1, 2}}",
            _ => "network: {hidden: [1e300], activation: <script>}",
        };
        return string.Join('\n', lines);
    }
}

using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Inflaton.Web;

/// <summary>A server on a port of its own, and what a page would say to it.</summary>
internal sealed class Served : IAsyncDisposable
{
    /// <summary>What a machine that many share may take for an answer: no test is about it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    public required PageServer Server { get; init; }

    public required HttpClient Client { get; init; }

    public required List<string> Troubles { get; init; }

    /// <summary>The folder of the runs.</summary>
    public required string Root { get; init; }

    /// <summary>Whether that folder is its own, and goes with it.</summary>
    public required bool OwnsRoot { get; init; }

    public static async Task<Served> Start(WebLimits? limits = null, string? root = null)
    {
        string folder = root ?? Directory.CreateTempSubdirectory("inflaton-web-root-").FullName;
        List<string> troubles = [];
        PageServer server = await PageServer.Start(new WebOptions
        {
            Port = 0,
            Root = folder,
            Threads = 2,
            Limits = (limits ?? new WebLimits { Answer = Patience }) with { Silence = Patience },
            Trouble = line =>
            {
                lock (troubles)
                {
                    troubles.Add(line);
                }
            },
        });
        return new Served
        {
            Server = server,
            Root = folder,
            OwnsRoot = root is null,
            Troubles = troubles,
            Client = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan },
        };
    }

    public static string Question(string text, params string[] arrays) =>
        new JsonObject { ["text"] = text, ["arrays"] = new JsonArray([.. arrays.Select(name => (JsonNode)name)]) }.ToJsonString();

    public Task<HttpResponseMessage> Post(string path, string text, params string[] arrays) =>
        Client.PostAsync(
            path, new StringContent(Question(text, arrays), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    /// <summary>Sends a table.</summary>
    public Task<HttpResponseMessage> PostTable(string name, string rows) => Client.PostAsync(
        $"/api/data?name={Uri.EscapeDataString(name)}", new StringContent(rows), TestContext.Current.CancellationToken);

    /// <summary>The answer as JSON.</summary>
    public async Task<JsonNode> Ask(string path, string text, params string[] arrays) => await Answer(Post(path, text, arrays));

    /// <summary>What is said of a table that is kept, as JSON.</summary>
    public async Task<JsonNode> Keep(string name, string rows) => await Answer(PostTable(name, rows));

    /// <summary>What is said to be wrong.</summary>
    public async Task<(HttpStatusCode Status, string[] Problems)> Refused(string path, string text)
    {
        using HttpResponseMessage response = await Post(path, text);
        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return (response.StatusCode, [.. body["problems"]!.AsArray().Select(problem => problem!["text"]!.GetValue<string>())]);
    }

    public async Task<ClientWebSocket> Live(string path, string text, bool holds = false, params string[] arrays)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(
            new Uri($"ws://{Server.Address.Authority}{path}"), TestContext.Current.CancellationToken);
        JsonNode question = JsonNode.Parse(Question(text, arrays))!;
        question["hold"] = holds;
        await Tell(socket, question.ToJsonString());
        return socket;
    }

    /// <summary>Waits until a place for a training is free, however long that takes here, and trains there.</summary>
    public async Task Freed()
    {
        while (true)
        {
            try
            {
                using ClientWebSocket next = await Live("/api/train", Studies.Roll);
                (await HearAll(next)).Records.Count.ShouldBe(21);
                return;
            }
            catch (WebSocketException)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    public static Task Tell(ClientWebSocket socket, string order) => socket.SendAsync(
        Encoding.UTF8.GetBytes(order), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>The next message; null where the server has closed.</summary>
    public static async Task<JsonNode?> Hear(ClientWebSocket socket)
    {
        using MemoryStream content = new();
        byte[] part = new byte[1 << 16];
        while (true)
        {
            WebSocketReceiveResult received = await socket.ReceiveAsync(part, TestContext.Current.CancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            content.Write(part, 0, received.Count);
            if (received.EndOfMessage)
            {
                return JsonSerializer.Deserialize<JsonNode>(content.ToArray());
            }
        }
    }

    /// <summary>All records of a live study, and what it ended with.</summary>
    public static async Task<(List<JsonNode> Records, JsonNode End)> HearAll(ClientWebSocket socket)
    {
        List<JsonNode> records = [];
        while (await Hear(socket) is { } message)
        {
            if (message["records"] is JsonArray some)
            {
                records.AddRange(some.Select(record => record!));
            }
            else
            {
                return (records, message);
            }
        }

        throw new InvalidOperationException("The server closed without an end.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        if (OwnsRoot)
        {
            Directory.Delete(Root, recursive: true);
        }

        Troubles.ShouldBeEmpty();
    }

    private static async Task<JsonNode> Answer(Task<HttpResponseMessage> asked)
    {
        using HttpResponseMessage response = await asked;
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }
}

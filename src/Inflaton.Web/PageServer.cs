using System.Net;
using System.Net.Sockets;
using Inflaton.Experiments;
using Inflaton.Experiments.Studies;
using Inflaton.Observations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Inflaton.Web;

/// <summary>
/// Serves the page on this machine: its files, and what it asks of the library. One server has one folder of runs and one of tables; it
/// keeps nothing else, so that all that a page shows is in its address.
/// </summary>
public sealed class PageServer : IAsyncDisposable
{
    private const string Json = "application/json; charset=utf-8";

    // A report has its scripts within it. It is shown in a frame that is no part of the page, and can ask this server for nothing.
    private const string ReportPolicy =
        "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
        + "img-src data: blob:; font-src data:; frame-ancestors 'self'";

    private static readonly TimeSpan BetweenParts = TimeSpan.FromMilliseconds(300);

    private readonly WebApplication application;
    private readonly WebOptions options;
    private readonly RequestGuard guard;
    private readonly DataTables tables;
    private readonly StudyReader reader;
    private readonly StudyDesk desk;
    private readonly RunList runs;

    private PageServer(WebOptions options)
    {
        this.options = options;
        guard = new RequestGuard(options.Host);
        tables = new DataTables(options.Limits);
        reader = new StudyReader(options.Limits, tables);
        desk = new StudyDesk(options, tables);
        runs = new RunList(options.Root, options.Limits);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.DataBytes;
            kestrel.Limits.MaxConcurrentConnections = 512;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(options.Host, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        application = builder.Build();
        Map();
    }

    /// <summary>The address to open, with the token where one is asked for; known once the server has started.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts a server.</summary>
    /// <param name="options">How to serve; null for the defaults.</param>
    /// <exception cref="IOException">The port is taken, or the address is not of this machine.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of the runs does not exist.</exception>
    public static async Task<PageServer> Start(WebOptions? options = null)
    {
        options ??= new WebOptions();
        if (!Directory.Exists(options.Root))
        {
            throw new DirectoryNotFoundException($"--root: {options.Root} is no folder. Name the one that runs are written to.");
        }

        PageServer server = new(options);
        try
        {
            await server.application.StartAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await server.DisposeAsync();
            throw new IOException(
                $"The page cannot be served at {options.Host}, port {options.Port}: {exception.Message.TrimEnd('.')}. "
                    + "Take another one with --port, or --port 0 for any that is free.", exception);
        }

        IServerAddressesFeature listening =
            server.application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        UriBuilder found = new(listening.Addresses.First());
        server.guard.Listen(found.Port);
        if (IPAddress.Any.Equals(options.Host) || IPAddress.IPv6Any.Equals(options.Host))
        {
            found.Host = Dns.GetHostName();
        }

        server.Address = new Uri($"http://{found.Host}:{found.Port}/{server.guard.Query}");
        return server;
    }

    /// <summary>Stops the server, ends what is at work and takes its tables away.</summary>
    public async ValueTask DisposeAsync()
    {
        using (CancellationTokenSource patience = new(TimeSpan.FromSeconds(2)))
        {
            try
            {
                await application.StopAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // Pages that are still open are cut off.
            }
        }

        await application.DisposeAsync();
        desk.Dispose();
        tables.Dispose();
    }

    private void Map()
    {
        application.Use(guard.Handle);
        application.Use(Answered);
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        application.UseRouting();
        application.MapGet("/", context => Send(context, "index.html"));
        application.MapGet("/{name}", context => Send(context, (string)context.GetRouteValue("name")!));
        application.MapPost("/api/forecast", context => Study(context, StudyCatalogue.Experiment));
        application.MapPost("/api/universe", context => Study(context, StudyCatalogue.Universe));
        application.MapPost("/api/tune", context => Study(context, StudyCatalogue.Tuning));
        application.MapPost("/api/yaml", Yaml);
        application.MapPost("/api/data", Table);
        application.MapGet("/api/observations", context => Write(context, Observed()));
        application.MapGet("/api/runs", context => Write(context, runs.List()));
        application.MapGet("/api/run", context => Write(context, runs.Run(Asked(context, "path"), ["loss_", "epochs"])));
        application.MapGet("/api/scan", Scan);
        application.MapGet("/api/scan/follow", Follow);
        application.MapGet("/api/report", Report);
        application.MapGet("/api/train", context => Live(context, StudyCatalogue.Experiment));
        application.MapGet("/api/lattice", context => Live(context, StudyCatalogue.Lattice));
    }

    /// <summary>Turns what goes wrong into an answer.</summary>
    private async Task Answered(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            (context.Response.StatusCode, byte[] body) = Failure.Of(exception, tables.Folder, options.Trouble);
            await Write(context, body);
        }
    }

    private async Task Study(HttpContext context, StudyKind kind)
    {
        Question question = Question.Of(await Question.Body(context.Request, options.Limits.StudyBytes));
        StudyResult result = await desk.Run(() => reader.Read(question.Text, kind, question.Name), context.RequestAborted);
        await Write(context, Answer.Of(result, question.Arrays, options.Limits.Numbers, tables: tables.Folder));
    }

    /// <summary>The kind of a text, the text with every default filled in and its settings; or everything that is wrong with it.</summary>
    private async Task Yaml(HttpContext context)
    {
        Question question = Question.Of(await Question.Body(context.Request, options.Limits.StudyBytes));
        IStudy study = reader.Read(question.Text, null, question.Name).Study;
        await Write(context, Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("kind", study.Kind.Name);
            json.WriteString("yaml", study.File.ResolvedYaml(tables.Folder));
            json.WritePropertyName("settings");
            study.File.ResolvedJson(tables.Folder).WriteTo(json);
            json.WriteEndObject();
        }));
    }

    private async Task Table(HttpContext context)
    {
        (string name, IReadOnlyList<string> columns) =
            tables.Add(Asked(context, "name"), await Question.Body(context.Request, options.Limits.DataBytes));
        await Write(context, Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("path", name);
            json.WriteStartArray("columns");
            foreach (string column in columns)
            {
                json.WriteStringValue(column);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>Regions of n_s and r that hold 68 and 95 % by each set of measurements.</summary>
    private static byte[] Observed() => Answer.Write(json =>
    {
        json.WriteStartArray();
        foreach (ObservationSet set in ObservationSet.All)
        {
            json.WriteStartObject();
            json.WriteString("title", set.Title);
            json.WriteString("source", set.Source);
            foreach ((string name, double probability) in new[] { ("inner", 0.68), ("outer", 0.95) })
            {
                (double[] across, double[] up) = new CredibleRegion(set.Of("n_s")!, set.Of("r")!, probability).Boundary();
                json.WriteStartObject(name);
                json.WritePropertyName("n_s");
                Answer.WriteNumbers(json, across);
                json.WritePropertyName("r");
                Answer.WriteNumbers(json, up);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private async Task Report(HttpContext context)
    {
        string report = runs.Report(Asked(context, "path")) ?? throw new RefusedException(404, "The run has no report.");
        context.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.SendFileAsync(report, context.RequestAborted);
    }

    private async Task Scan(HttpContext context)
    {
        using ScanTable scan = runs.Scan(Asked(context, "path"));
        await Write(context, scan.Part()!);
    }

    /// <summary>A scan as server-sent events: all its rows first, then those that are added, until nobody works on it any more.</summary>
    private async Task Follow(HttpContext context)
    {
        using IDisposable place = desk.Follow();
        using ScanTable scan = runs.Scan(Asked(context, "path"));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        stop.CancelAfter(options.Limits.Live);
        context.Response.ContentType = "text/event-stream";
        while (scan.IsAtWork)
        {
            if (scan.Part() is { } part)
            {
                await context.Response.Body.WriteAsync((byte[])[.. "data: "u8, .. part, .. "\n\n"u8], stop.Token);
                await context.Response.Body.FlushAsync(stop.Token);
            }

            await Task.Delay(BetweenParts, stop.Token);
        }

        await context.Response.Body.WriteAsync("event: end\ndata:\n\n"u8.ToArray(), stop.Token);
    }

    private async Task Live(HttpContext context, StudyKind kind)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new RefusedException(400, "This address is for a WebSocket.");
        }

        using IDisposable place = desk.Live();
        using System.Net.WebSockets.WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using LiveStudy live = new(socket, options, desk, tables.Folder, context.RequestAborted);
        await live.Serve(question => reader.Read(question.Text, kind, question.Name));
    }

    private static async Task Send(HttpContext context, string name)
    {
        (string type, byte[] content) = PageFiles.Find(name) ?? throw new RefusedException(404, "There is no such file.");
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static Task Write(HttpContext context, byte[] body)
    {
        context.Response.ContentType = Json;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string Asked(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 and <= 1000 } value ? value
            : throw new RefusedException(400, $"The request names no {name}.");
}

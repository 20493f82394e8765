using System.Net;
using Inflaton.Experiments.Studies;

namespace Inflaton.Web;

/// <summary>How to serve the page.</summary>
public sealed record WebOptions
{
    /// <summary>The port that is taken where none is asked for.</summary>
    public const int UsualPort = 5772;

    /// <summary>Address to listen on; the loopback interface unless asked otherwise. Any other one needs a token.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>Port; 0 for any that is free.</summary>
    public int Port { get; init; } = UsualPort;

    /// <summary>Folder below which the room of runs looks; nothing outside of it is read.</summary>
    public string Root { get; init; } = ".";

    /// <summary>Threads of one study, at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = RunEnvironment.Threads(null);

    /// <summary>What a page may ask.</summary>
    public WebLimits Limits { get; init; } = new();

    /// <summary>Told, in a line, of what went wrong within the program; null for nobody.</summary>
    public Action<string>? Trouble { get; init; }
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Inflaton.Web;

/// <summary>
/// Whom to answer: pages of this very server. A foreign page cannot reach it by another name (Host) nor from another place (Origin,
/// Sec-Fetch-Site), and beyond the loopback interface a token is asked for.
/// </summary>
internal sealed class RequestGuard
{
    private const string Cookie = "inflaton-token";

    // Formulas, notes and names of files are text to the page. Nothing is loaded from elsewhere, nothing is run but what is served here.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
        + "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly bool isLoopback;
    private readonly string? token;
    private HashSet<string> hosts = [];

    public RequestGuard(IPAddress address)
    {
        isLoopback = IPAddress.IsLoopback(address);
        token = isLoopback ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>What the first address has to carry; empty on the loopback interface.</summary>
    public string Query => token is null ? "" : $"?token={token}";

    /// <summary>Told the port once it is known.</summary>
    public void Listen(int port) => hosts = [.. new[] { "localhost", "127.0.0.1", "[::1]" }.Select(name => $"{name}:{port}")];

    /// <summary>Lets a request through, or answers it.</summary>
    public async Task Handle(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (Refusal(context.Request) is { } reason)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync(reason);
            return;
        }

        if (token is not null && context.Request.Query.TryGetValue("token", out StringValues given) && IsToken(given.ToString()))
        {
            context.Response.Cookies.Append(
                Cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
            context.Response.Redirect("/");
            return;
        }

        if (token is not null && !IsToken(context.Request.Cookies[Cookie] ?? ""))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsync("Open the address that 'inflaton serve' printed: it carries the token.");
            return;
        }

        await next(context);
    }

    private string? Refusal(HttpRequest request)
    {
        string host = request.Host.Value ?? "";
        if (isLoopback && !hosts.Contains(host))
        {
            return "This server answers to its own address alone.";
        }

        if (request.Headers.Origin is { Count: > 0 } origin && origin.ToString() != $"http://{host}")
        {
            return "This server answers its own page alone.";
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            || (request.Path == "/" && HttpMethods.IsGet(request.Method))
            ? null
            : "This server answers its own page alone.";
    }

    private bool IsToken(string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token!));
}

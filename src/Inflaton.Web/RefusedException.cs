namespace Inflaton.Web;

/// <summary>A request that is not answered, with the reason that the page shows.</summary>
/// <param name="status">HTTP status, 400 to 599.</param>
/// <param name="reason">What is wrong and what to do.</param>
internal sealed class RefusedException(int status, string reason) : Exception(reason)
{
    public int Status { get; } = status;
}

using Inflaton.Data;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Microsoft.AspNetCore.Http;

namespace Inflaton.Web;

/// <summary>What went wrong with a request, in the words that the page shows.</summary>
internal static class Failure
{
    /// <summary>Status and problems of an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="folder">Folder of the tables, which messages do not name.</param>
    /// <param name="trouble">Told where it is the program's own fault; null for nobody.</param>
    public static (int Status, byte[] Body) Of(Exception exception, string folder, Action<string>? trouble) => exception switch
    {
        ExperimentFileException file =>
            (StatusCodes.Status422UnprocessableEntity,
                Answer.Of(file.Problems.Select(problem =>
                    (problem.Line, problem.Key, DataTables.WithoutFolder(folder, problem.ToString()))))),
        RefusedException refused => (refused.Status, Answer.Of((0, "", refused.Message))),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
        (
            StatusCodes.Status413PayloadTooLarge,
            Answer.Of((0, "", "What was sent is longer than the page takes. Run it with the command line."))),
        BadHttpRequestException bad => (bad.StatusCode, Answer.Of((0, "", bad.Message))),
        OperationCanceledException => (
            StatusCodes.Status408RequestTimeout,
            Answer.Of((0, "", "Stopped: it took longer than the page waits. Run it with the command line."))),
        ArgumentException or NumericalFailureException or DataException or ArrayFileException or FormatException or IOException
            or UnauthorizedAccessException or OutOfMemoryException =>
            (StatusCodes.Status422UnprocessableEntity, Answer.Of((0, "", DataTables.WithoutFolder(folder, ReadableMessage.Of(exception))))),
        _ => Own(exception, trouble),
    };

    private static (int Status, byte[] Body) Own(Exception exception, Action<string>? trouble)
    {
        trouble?.Invoke(exception.ToString());
        return (StatusCodes.Status500InternalServerError, Answer.Of((0, "", $"The program itself failed: {exception.Message}")));
    }
}

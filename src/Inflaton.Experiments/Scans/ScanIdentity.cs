using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Scans;

/// <summary>What a scan is known by.</summary>
/// <param name="Description"><see cref="ScanFile.Description"/>.</param>
/// <param name="Inputs">SHA-256 of the files that its runs are made from, by their paths relative to the scan file.</param>
internal sealed record ScanIdentity(string Description, IReadOnlyDictionary<string, string> Inputs)
{
    /// <summary>That of a scan file.</summary>
    /// <param name="scan">The scan.</param>
    public static ScanIdentity Of(ScanFile scan) =>
        new(scan.Description, scan.Inputs.ToDictionary(input => scan.Relative(input.Path), input => input.Sha256));

    /// <summary>Refuses a scan file that describes another scan, or whose runs would be made from files with other contents.</summary>
    /// <param name="scan">The scan file.</param>
    /// <param name="directory">The folder of the scan that this is the identity of, for messages.</param>
    /// <exception cref="ExperimentFileException">It is another one; the differences are listed.</exception>
    public void Require(ScanFile scan, string directory)
    {
        FileProblem[] problems = Description != scan.Description
            ?
            [
                .. SettingsDifference.Between(Description, scan.Description).Select(difference => new FileProblem(
                    scan.Path, 0, difference.Key, difference.Shown, $"is not that of the scan in {directory}", null)),
                new FileProblem(
                    scan.Path, 0, "", null, $"differs from the scan in {directory}",
                    "Give another folder with --out, undo the change, or remove that folder."),
            ]
            :
            [
                .. scan.Inputs.Where(input => Inputs.TryGetValue(scan.Relative(input.Path), out string? hash) && hash != input.Sha256)
                    .Select(input => new FileProblem(
                        scan.Path, 0, "", scan.Relative(input.Path),
                        $"names a file with other contents than when the scan in {directory} began",
                        "Put the file back as it was, or give another folder with --out: rows of both would stand in one table.")),
            ];
        if (problems.Length > 0)
        {
            throw new ExperimentFileException(problems);
        }
    }
}

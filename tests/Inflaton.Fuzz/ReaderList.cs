using System.Text;
using Inflaton.Experiments;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Runs;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Fuzz;

/// <summary>All that reads what others wrote.</summary>
internal static class ReaderList
{
    /// <summary>The readers of a campaign.</summary>
    /// <param name="corpus">Where seeds lie.</param>
    public static IReadOnlyList<Reader> Of(Corpus corpus)
    {
        TextMutation studies = new([.. ((byte[][])[.. corpus.Studies, .. corpus.Scans]).Select(Encoding.UTF8.GetString)]);
        TextMutation tables = new([.. corpus.Tables.Select(Encoding.UTF8.GetString)]);
        TextMutation headers = new(
        [
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }", "{'descr': '>i4', 'fortran_order': True, 'shape': (), }",
            """{"0.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"__metadata__":{"format":"pt","activation":"relu"}}""",
            "layers.0.bias.npy", "|b1 <f2 [('x', '<f4')]",
        ]);
        TextMutation formulas =
            new(["0.5*m^2*x^2+exp(-x)*sin(y)", "log(tanh(x))/cos(1e-3*pi)", "if(x<0,sqrt(abs(y)),e)", "m l x y atan sech"]);
        TextMutation summaries = new([File.ReadAllText(Path.Combine(corpus.Results, "summary.json"))]);
        TextMutation parts = new([.. corpus.PartTexts]);
        ArrayMutation arrays = new(headers);
        return
        [
            new StudyTexts(corpus, studies) { Share = 6 },
            new StudyFiles(corpus, studies) { Share = 4 },
            new ScanTexts(corpus, studies) { Share = 4 },
            new PageRequests(corpus, studies) { Share = 4 },
            new Tables(corpus, tables) { Share = 8 },
            new ArrayFiles("npy", corpus, corpus.Arrays("npy"), arrays.Npy, path => NpyFile.Read(path)) { Share = 12 },
            new ArrayFiles("npz", corpus, corpus.Arrays("npz"), arrays.Npz, path => NpzFile.Read(path)) { Share = 10 },
            new ArrayFiles(
                "safetensors", corpus, corpus.Arrays("safetensors"), arrays.Safetensors,
                path =>
                {
                    SafetensorsFile.ReadMetadata(path);
                    SafetensorsFile.ReadShapes(path);
                    SafetensorsFile.Read(path);
                }) { Share = 10 },
            new ArrayFiles(
                "network-safetensors", corpus, corpus.Arrays("safetensors"), arrays.Safetensors,
                path => NetworkFile.Read(path)) { Share = 6 },
            new ArrayFiles("network-npz", corpus, corpus.Arrays("npz"), arrays.Npz, path => NetworkFile.Read(path)) { Share = 4 },
            new Formulas(formulas) { Share = 8 },
            new ResumeStates(corpus, arrays.Npz, StudyCatalogue.Lattice, options => new LatticeOptions(options) { Resume = true }),
            new ResumeStates(corpus, arrays.Npz, StudyCatalogue.Ensemble, options => new EnsembleOptions(options) { Resume = true }),
            new ResumeStates(corpus, arrays.Npz, StudyCatalogue.Fit, options => new FitOptions(options) { Resume = true }),
            new ResumeStates(corpus, arrays.Npz, StudyCatalogue.Experiment, options => new RunOptions(options) { Resume = true }),
            new ScanPartFiles(corpus, parts, "0001.rows"),
            new ScanPartFiles(corpus, parts, "split"),
            new ScanDatabases(corpus, isGoneOnWith: false),
            new ScanDatabases(corpus, isGoneOnWith: true),
            new ResultFolders(corpus, summaries) { Share = 2 },
        ];
    }
}

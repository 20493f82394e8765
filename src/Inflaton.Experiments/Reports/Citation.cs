namespace Inflaton.Experiments.Reports;

/// <summary>How to cite a result: the program, and the paper whose duality it computes.</summary>
public static class Citation
{
    /// <summary>The paper in a line.</summary>
    public const string Paper =
        "S. Krippendorf and M. Spannowsky, “A duality connecting neural network and cosmological dynamics”, Mach. Learn.: Sci. Technol. 3 "
        + "(2022) 035011, arXiv:2202.11104";

    /// <summary>BibTeX entries of the program and of the paper.</summary>
    /// <param name="version">Version of the program that made the result.</param>
    public static string BibTeX(string version) => $$"""
        @software{inflaton,
          title   = {Inflaton: neural-network training predicted by cosmological field theory},
          author  = {{{"The Inflaton authors"}}},
          version = { {{version}} }
        }

        @article{Krippendorf2022,
          title   = {A duality connecting neural network and cosmological dynamics},
          author  = {Krippendorf, Sven and Spannowsky, Michael},
          journal = {Mach. Learn.: Sci. Technol.},
          volume  = {3},
          number  = {3},
          pages   = {035011},
          year    = {2022},
          doi     = {10.1088/2632-2153/ac87e9},
          eprint  = {2202.11104},
          archivePrefix = {arXiv}
        }
        """.Replace("{ " + version + " }", "{" + version + "}");
}

using Inflaton.Dynamics;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>How the universe of a lattice expands: section <c>universe</c> of a lattice file.</summary>
/// <param name="Expansion">How.</param>
/// <param name="IsFluidsAlone">Whether the fluids alone expand it, and the fields are spectators.</param>
public sealed record LatticeUniverseSettings(ExpansionSettings Expansion, bool IsFluidsAlone = false)
{
    /// <summary>Whether it does not expand at all.</summary>
    public bool IsStatic => Expansion is DeSitterSettings { Hubble: 0 };

    /// <summary>The expansion.</summary>
    public Expansion Create() => IsFluidsAlone ? new FluidExpansion(((FriedmannSettings)Expansion).Fluids.Create()) : Expansion.Create();

    internal void Write(SectionWriter section)
    {
        if (!IsFluidsAlone)
        {
            Expansion.Write(section);
        }
        else if (Expansion is FriedmannSettings friedmann)
        {
            section.Section("fluids", friedmann.Fluids.Write);
        }
        else
        {
            throw new ArgumentException($"{Expansion} has no fluids that could expand it alone.", nameof(IsFluidsAlone));
        }
    }

    internal static LatticeUniverseSettings Read(SectionReader r)
    {
        LatticeUniverseSettings settings = ReadAny(r);
        r.Check(
            settings.Expansion is not FriedmannSettings { Curvature: not 0 }, "friedmann.curvature",
            "is curvature of space, which no lattice has", "Leave it out.");
        return settings;
    }

    private static LatticeUniverseSettings ReadAny(SectionReader r) => r.ExactlyOneOf(
    [
        .. ExpansionSettings.All.Select(one => new Alternative<LatticeUniverseSettings>(
            one.Key, one.Kind.As(expansion => new LatticeUniverseSettings(expansion)), one.Doc, one.Example)),
        new Alternative<LatticeUniverseSettings>(
            "fluids", Kinds.Section(ReadFluids),
            "Fluids alone, 3H² = Σρ, whatever the fields do. `friedmann.fluids` stand beside the fields.", "{radiation: 1}"),
        new Alternative<LatticeUniverseSettings>(
            "static", Kinds.Section(_ => new LatticeUniverseSettings(new DeSitterSettings(0))), "Flat space that does not expand, H = 0."),
    ]);

    private static LatticeUniverseSettings ReadFluids(SectionReader r)
    {
        FluidSettings fluids = FluidSettings.Read(r);
        r.Check(fluids.Create().Any(), "radiation", "is 0, as are all other fluids", "Give a density, or static.", "matter", "vacuum",
            "curvature_like", "stiff", "others");
        return new LatticeUniverseSettings(new FriedmannSettings(fluids), true);
    }
}

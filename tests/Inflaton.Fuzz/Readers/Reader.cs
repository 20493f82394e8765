using System.Text;
using Inflaton.Experiments.Files;

namespace Inflaton.Fuzz.Readers;

/// <summary>
/// Something of the program that reads what others wrote: files to start from, changes to them, and what it may throw.
/// </summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="seeds">Inputs that it can read.</param>
/// <param name="mutate">Changes one.</param>
internal abstract class Reader(string name, IReadOnlyList<byte[]> seeds, Func<byte[], Dice, byte[]> mutate)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Inputs that it can read.</summary>
    public IReadOnlyList<byte[]> Seeds { get; } = seeds.Count > 0 ? seeds : throw new ArgumentException($"{name}: has no seeds.");

    /// <summary>How often it is asked, beside others.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Seconds beyond the usual that the last input was entitled to.</summary>
    public double Allowed { get; protected set; }

    /// <summary>Bytes beyond the usual, all that were allocated one after the other.</summary>
    public long AllowedBytes { get; protected set; }

    /// <summary>An input of some index.</summary>
    public byte[] Input(Dice dice) => mutate(dice.Of(Seeds), dice);

    /// <summary>Reads an input, as the program does.</summary>
    public abstract void Read(byte[] input);

    /// <summary>Whether the documentation of what was asked names such an exception.</summary>
    public virtual bool Documents(Exception exception) => exception is ExperimentFileException;

    /// <summary>Bytes of a file as the text that it would be.</summary>
    protected static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>A change of text as one of bytes; now and then the bytes are changed too.</summary>
    protected static Func<byte[], Dice, byte[]> Changes(TextMutation text) => (seed, dice) =>
    {
        byte[] changed = Encoding.UTF8.GetBytes(text.Of(Text(seed), dice));
        return dice.OneIn(8) ? ByteMutation.Of(changed, dice) : changed;
    };
}

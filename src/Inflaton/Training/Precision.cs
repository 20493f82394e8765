namespace Inflaton.Training;

/// <summary>Floating-point type of a training and of its kernels.</summary>
public enum Precision
{
    /// <summary>64 bits, 16 digits.</summary>
    Double,

    /// <summary>32 bits, 7 digits: half the memory and up to twice the speed, for looking around.</summary>
    Single,
}

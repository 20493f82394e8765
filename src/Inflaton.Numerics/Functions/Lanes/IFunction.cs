namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>A function of one variable, written once over every tier of lanes.</summary>
internal interface IFunction
{
    /// <summary>f(x), lane by lane.</summary>
    static abstract T Evaluate<T>(T x) where T : struct, ILanes<T>;
}

/// <summary>A function of two variables, written once over every tier of lanes.</summary>
internal interface IFunctionOfTwo
{
    /// <summary>f(x, y), lane by lane.</summary>
    static abstract T Evaluate<T>(T x, T y) where T : struct, ILanes<T>;
}

/// <summary>Two functions of one variable that share work, written once over every tier of lanes.</summary>
internal interface IFunctionPair
{
    /// <summary>f(x) and g(x), lane by lane.</summary>
    static abstract void Evaluate<T>(T x, out T first, out T second) where T : struct, ILanes<T>;
}

using BenchmarkDotNet.Running;
using Inflaton.Benchmarks.Comparison;

if (args is ["answer", .. string[] rest])
{
    return ComparisonPartner.Answer(Console.In, Console.Out, rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

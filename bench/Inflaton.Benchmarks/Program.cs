using BenchmarkDotNet.Running;
using Inflaton.Benchmarks.Comparison;
using Inflaton.Benchmarks.Page;
using Inflaton.Benchmarks.Scans;
using Inflaton.Benchmarks.Tuning;

if (args is ["answer", .. string[] rest])
{
    return ComparisonPartner.Answer(Console.In, Console.Out, rest);
}

if (args is ["costs", .. string[] samples])
{
    return CostCampaign.Run(Console.Out, samples);
}

if (args is ["drift", .. string[] choice])
{
    return DriftCampaign.Run(Console.Out, choice);
}

if (args is ["page", .. string[] browser])
{
    return await PageCampaign.Run(Console.Out, browser);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

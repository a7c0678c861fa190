using System.CommandLine;
using Streams.SampleCompanies;
using Streams.Tools;

var output = new Option<string?>("--output") { Description = "The file to write; standard output if omitted", HelpName = "FILE" };
var count = Options.Number("--count", "Number of companies", Sample.DefaultCount);
var seed = new Option<int>("--seed") { Description = "Seed of the random generator", HelpName = "N", DefaultValueFactory = _ => Sample.DefaultSeed };
var root = new RootCommand("Generates a CSV file of fictional companies. The same seed always gives the same file.") { output, count, seed };
root.SetAction(async (given, cancellation) =>
{
    var csv = Sample.Csv(given.GetValue(count), given.GetValue(seed));
    if (given.GetValue(output) is { } path)
        await File.WriteAllTextAsync(path, csv, cancellation);
    else
        await Console.Out.WriteAsync(csv);
    return 0;
});
return await ToolHost.RunAsync("sample", root, args, timeToCleanUp: TimeSpan.FromSeconds(2));

using System.Globalization;
using Streams.SampleCompanies;

// Makes the sample that ships with the product. The same seed gives the same file, whenever and wherever it runs.
if (args.Contains("--help"))
{
    Console.WriteLine($"Makes a CSV file of fictional companies.\n\n  --output FILE  where to (standard output)\n  --count N      how many ({Sample.DefaultCount})\n  --seed N       which ({Sample.DefaultSeed})");
    return;
}

var csv = Sample.Csv(Number("--count", Sample.DefaultCount), Number("--seed", Sample.DefaultSeed));
if (Option("--output") is { } path)
    await File.WriteAllTextAsync(path, csv);
else
    Console.Write(csv);

int Number(string name, int otherwise) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Streams.Grains.Companies;

/// <summary>Creates a company from the values of a row. Ignores values that cannot be parsed.</summary>
internal static partial class CompanyReader
{
    private const int MaxName = 200;
    private const int MaxValue = 4_000;
    private const int MaxEntries = 10;

    /// <summary>The company of a row; null if it has no name.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="values">The row's values with their fields, ordered by rank.</param>
    public static Company? Read(long row, IEnumerable<(CompanyField Field, string Value)> values)
    {
        var byField = values.ToLookup(value => value.Field, value => Clean(value.Value));
        if (First(CompanyField.Name) is not { } name)
            return null;
        return new Company
        {
            Row = row,
            Name = Cut(name, MaxName),
            Industries = List([.. Entries(CompanyField.Industry, [';', '|']), .. Entries(CompanyField.Categories, [';', '|', ','])]),
            Locations = List(Entries(CompanyField.Location, [';', '|'])),
            Founded = First(CompanyField.Founded) is { } founded ? Year(founded) : null,
            Employees = First(CompanyField.Employees) is { } employees ? Number(employees) : null,
            Website = First(CompanyField.Website),
            Description = First(CompanyField.Description),
            RegistryNumber = First(CompanyField.RegistryNumber),
        };

        IEnumerable<string> Entries(CompanyField field, char[] separators) =>
            byField[field].SelectMany(cell => cell.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

        string? First(CompanyField field) => byField[field].FirstOrDefault(value => value.Length > 0);
    }

    /// <summary>The first year in a text: <c>2013 (1888)</c> is 2013.</summary>
    public static int? Year(string text) =>
        YearPattern().Match(text) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;

    /// <summary>The first number in a text: <c>1,234</c>, <c>51-200</c> (its lower end), <c>10000+</c>, <c>1.5k</c>, <c>1234.0</c>.</summary>
    public static int? Number(string text)
    {
        if (NumberPattern().Match(text) is not { Success: true } match)
            return null;
        var (whole, fraction) = (match.Groups["whole"].Value, match.Groups["fraction"].Value);
        var scale = match.Groups["scale"].Value is [var letter, ..] ? char.ToUpperInvariant(letter) == 'K' ? 1_000 : 1_000_000 : 1;
        var digits = scale == 1 ? string.Concat(whole.Where(char.IsAsciiDigit)) : (whole + fraction).Replace(',', '.');
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value * scale <= int.MaxValue ? (int)(value * scale) : null;
    }

    /// <summary>Collapses white space and control characters into single spaces, and truncates long texts.</summary>
    private static string Clean(string value)
    {
        var text = new StringBuilder(Math.Min(value.Length, MaxValue));
        foreach (var c in value)
        {
            // Keep one char too many, so that the cut below can tell whether it splits a surrogate pair.
            if (text.Length > MaxValue)
                break;
            var space = char.IsWhiteSpace(c) || char.IsControl(c);
            if (!space)
                text.Append(c);
            else if (text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
        }

        return Cut(text.ToString().TrimEnd(), MaxValue);
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].TrimEnd();

    /// <summary>Removes duplicates and limits the number of entries.</summary>
    private static string[] List(IEnumerable<string> entries) =>
        [.. entries.Select(entry => Cut(entry, MaxName)).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxEntries)];

    [GeneratedRegex(@"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")]
    private static partial Regex YearPattern();

    [GeneratedRegex(@"(?<whole>\d{1,12}([,.' ]\d{3}(?!\d))*)(?<fraction>[.,]\d+)?(\s?(?<scale>[kKmM])(?![a-zA-Z]))?")]
    private static partial Regex NumberPattern();
}

using System.Globalization;
using System.Text;

namespace Streams.Grains.Companies;

/// <summary>
/// A company's identity: its registry number, otherwise the domain of its web site, otherwise its normalised name. The prefix distinguishes the three.
/// At most 200 characters.
/// </summary>
internal static class CompanyKey
{
    private const int MaxLength = 200;

    // Legal forms, normalised. They do not identify a company, and sources include them inconsistently.
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc", "gmbh", "ag", "kg", "se", "sa", "sas", "sarl",
        "spa", "srl", "bv", "nv", "ab", "as", "oy", "oyj", "pty", "kk", "aps",
    };

    public static string Of(Company company)
    {
        if (company.RegistryNumber is { } number && RegistryNumber.Normal(number) is { } normal)
            return Cut($"reg:{normal}");
        return company.Website is { } website && Companies.Website.Domain(website) is { } domain ? Cut($"web:{domain}") : OfName(company.Name);
    }

    /// <summary>The key of a company of which only the name is known.</summary>
    public static string OfName(string name)
    {
        var words = Words(name);
        while (words.Count > 1 && LegalForms.Contains(words[^1]))
            words.RemoveAt(words.Count - 1);

        // A name without letters or digits has no words and is used as it is.
        return Cut($"name:{(words.Count > 0 ? string.Join(' ', words) : name.Trim().ToLowerInvariant())}");
    }

    /// <summary>
    /// The words of a name: letters and digits only, lower-case, without accents. Dots and apostrophes join words (<c>S.A.</c> is <c>sa</c>); other characters separate
    /// them.
    /// </summary>
    private static List<string> Words(string name)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var original in name.EnumerateRunes())
        {
            var rune = PlainLetters.Of(original);
            if (Rune.IsLetterOrDigit(rune))
                word.Append(rune.ToString());
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) && rune.Value is not ('.' or '\'' or '’'))
                End();
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    private static string Cut(string key) => key.Length <= MaxLength ? key : key[..(char.IsHighSurrogate(key[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}

using System.Text;
using CsCheck;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>Properties of the key of any name.</summary>
public class CompanyKeyPropertyTests
{
    private static readonly string[] Spaces = [" ", "  ", "\t", "\r\n", "\u00a0"];
    private static readonly string[] Words = ["Acme", "söhne", "ÉTOILE", "Σοφός", "3M", "Inc.", "GmbH", "&", "O'Neil", "東京", "-", "Ｗide"];

    private static readonly Gen<string> Space = Gen.Int[0, Spaces.Length - 1].Select(i => Spaces[i]);
    private static readonly Gen<string> Word = Gen.Int[0, Words.Length - 1].Select(i => Words[i]);

    // The first word has letters: a name without letters or digits is used as it is.
    private static readonly Gen<string[]> Name = Word.Array[0, 8].Select(words => (string[])["Alpha", .. words]);

    private static readonly Gen<string> Anything = Gen.OneOf(
        Gen.String,
        Gen.String[0, 400],
        Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Select(value => new Rune(value).ToString()).Array[0, 150].Select(string.Concat));

    [Fact]
    public void Case_is_ignored() => Name.Sample(words =>
    {
        var name = string.Join(' ', words);
        Assert.Equal(CompanyKey.OfName(name), CompanyKey.OfName(name.ToUpperInvariant()));
        Assert.Equal(CompanyKey.OfName(name), CompanyKey.OfName(name.ToLowerInvariant()));
    });

    [Fact]
    public void White_space_is_ignored() => Gen.Select(Name, Space, Space).Sample((words, first, second) =>
        Assert.Equal(CompanyKey.OfName(string.Join(' ', words)), CompanyKey.OfName(first + string.Join(first + second, words) + second)));

    [Fact]
    public void The_key_of_a_key_is_the_same_key() => Name.Sample(words =>
    {
        var key = CompanyKey.OfName(string.Join(' ', words));
        Assert.Equal(key, CompanyKey.OfName(key["name:".Length..]));
    });

    [Fact]
    public void Any_key_has_at_most_200_characters_and_is_valid_Unicode() => Anything.Sample(name =>
    {
        var key = CompanyKey.OfName(name);
        Assert.StartsWith("name:", key);
        Assert.InRange(key.Length, 5, 200);
        Assert.Equal(CompanyKey.OfName(name), key);

        // Only a lone surrogate that was already in the name is replaced in UTF-8.
        if (name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar))
            Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(key)));
    });

    [Fact]
    public void Leading_zeros_of_a_numeric_registry_number_are_ignored() => Gen.Select(Gen.Long[1, long.MaxValue], Gen.Int[0, 20]).Sample((number, zeros) =>
        Assert.Equal($"reg:{number}", CompanyKey.Of(new Company { Row = 1, Name = "Acme", RegistryNumber = new string('0', zeros) + number })));
}

using System.Text;

namespace Streams.Grains.Companies;

/// <summary>
/// Letters as they are compared: Latin ones without accents, wide ones (<c>Ａ</c>) as plain ones, all in lower case. By a table of our own: without ICU
/// (<c>InvariantGlobalization</c>), which a machine need not have, <see cref="string.Normalize(NormalizationForm)"/> gives back what it is given.
/// </summary>
internal static class PlainLetters
{
    private const int Latin = 0xC0, MoreLatin = 0x1E00, Wide = 0xFF01, LastWide = 0xFF5E;

    // What each letter from U+00C0 is without its accent (Unicode's decompositions); a dot for what has none or is no single letter.
    private const string FromLatin =
        "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
        + "aaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll."
        + "...nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzzs"
        + "................................oo.............uu..............."
        + ".............aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
        + "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............";

    // From U+1E00.
    private const string FromMoreLatin =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
        + "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
        + "wwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
        + "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

    /// <summary>A character as it is compared.</summary>
    public static Rune Of(Rune rune)
    {
        var plain = rune.Value switch
        {
            >= Latin and < Latin + 6 * 64 => FromLatin[rune.Value - Latin],
            >= MoreLatin and < MoreLatin + 4 * 64 => FromMoreLatin[rune.Value - MoreLatin],
            >= Wide and <= LastWide => (char)(rune.Value - Wide + '!'),
            _ => '.',
        };

        // By way of the upper case: two small letters can have one capital (Greek sigma, at the end of a word and within).
        return Rune.ToLowerInvariant(Rune.ToUpperInvariant(plain == '.' ? rune : new Rune(plain)));
    }
}

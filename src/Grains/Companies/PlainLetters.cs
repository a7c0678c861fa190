using System.Text;

namespace Streams.Grains.Companies;

/// <summary>
/// Normalises letters for comparison: removes accents from Latin letters, replaces full-width letters (<c>Ａ</c>), and converts to lower case. Uses its own table, because
/// <see cref="string.Normalize(NormalizationForm)"/> returns its input unchanged without ICU (<c>InvariantGlobalization</c>), which may not be installed.
/// </summary>
internal static class PlainLetters
{
    private const int Latin = 0xC0, MoreLatin = 0x1E00, Wide = 0xFF01, LastWide = 0xFF5E;

    // Each letter from U+00C0 without its accent (by Unicode decomposition); a dot if there is no accent or no single base letter.
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

    public static Rune Of(Rune rune)
    {
        var plain = rune.Value switch
        {
            >= Latin and < Latin + 6 * 64 => FromLatin[rune.Value - Latin],
            >= MoreLatin and < MoreLatin + 4 * 64 => FromMoreLatin[rune.Value - MoreLatin],
            >= Wide and <= LastWide => (char)(rune.Value - Wide + '!'),
            _ => '.',
        };

        // Convert to upper case first: two lower-case letters can share one capital (Greek sigma and final sigma).
        return Rune.ToLowerInvariant(Rune.ToUpperInvariant(plain == '.' ? rune : new Rune(plain)));
    }
}

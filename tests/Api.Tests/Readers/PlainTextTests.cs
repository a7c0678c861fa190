using CsCheck;
using Streams.Api.Http.Json;

namespace Streams.Api.Tests.Readers;

/// <summary>Cleaning text keeps what people read and removes what terminals read.</summary>
public sealed class PlainTextTests
{
    // What escape sequences consist of, so that many of them are whole, cut off or nested.
    private const string Parts = "\e[](\\\am3; P\r\n\t\0\u009b\u009c\u009d\ud83dx\ude00ä";

    private static readonly Gen<string> Texts = Gen.Frequency((4, Gen.Int[0, Parts.Length - 1].Select(index => Parts[index])), (1, Gen.Char)).Array[0, 40]
        .Select(characters => new string(characters));

    [Theory]
    [InlineData("\e[32mok\e[0m", "ok")]
    [InlineData("\e[38;2;255;0;0mred\e[m and \e[4:3mcurly", "red and curly")]
    [InlineData("\e[2K\e[1A\e[?25lworking", "working")]
    [InlineData("\e[3 qcursor\e[!p", "cursor")]
    [InlineData("\u009b1mbold\u009b0m", "bold")]
    [InlineData("\e]0;title\atext", "text")]
    [InlineData("\e]8;;https://example.com\e\\a link\e]8;;\e\\", "a link")]
    [InlineData("\ePq#0;2\e\\picture", "picture")]
    [InlineData("\e]0;no end", "0;no end")]
    [InlineData("\e(Bcharset\e)0\e#8\e7\e8\e=\eM", "charset")]
    [InlineData("cut \e[31", "cut ")]
    [InlineData("cut \e", "cut ")]
    [InlineData("\e\e[31m[32mx", "[32mx")]
    [InlineData("a\0b\u0008c\u007fd\u0085e", "abcde")]
    [InlineData("one\r\ntwo\ttabs", "one\ntwo\ttabs")]
    [InlineData("10%\r20%\r", "10%\n20%\n")]
    [InlineData("😀 [32m ünïcode مرحبا", "😀 [32m ünïcode مرحبا")]
    public void Removes_what_a_terminal_reads_and_keeps_the_rest(string sent, string kept) => Assert.Equal(kept, PlainText.Clean(sent));

    [Fact]
    public void Half_of_a_pair_becomes_a_replacement_character() =>
        Assert.Equal(("half \ufffd", "\ufffd\ufffd", "\ufffd\ufffd"), (PlainText.Clean("half \ud83d"), PlainText.Clean("\ude00\ud83d"), PlainText.Clean("\ud83d\0\ude00")));

    [Fact]
    public void A_single_line_has_spaces_for_breaks() => Assert.Equal("a b c", PlainText.Clean("a\tb\r\nc", singleLine: true));

    [Fact]
    public void Is_idempotent() => Texts.Sample(text => PlainText.Clean(PlainText.Clean(text)) == PlainText.Clean(text));

    [Fact]
    public void Never_makes_a_text_longer() => Texts.Sample(text => PlainText.Clean(text).Length <= text.Length);

    [Fact]
    public void Leaves_no_control_character_but_breaks_and_tabs_and_no_half_of_a_pair() => Texts.Sample(text =>
    {
        var clean = PlainText.Clean(text);
        return clean.All(c => !char.IsControl(c) || c is '\n' or '\t') && clean.EnumerateRunes().Sum(rune => rune.Utf16SequenceLength) == clean.Length
            && clean.EnumerateRunes().Count() == PlainText.Length(clean) && clean == string.Concat(clean.EnumerateRunes());
    });

    [Fact]
    public void Keeps_a_text_without_control_characters_as_it_is() =>
        Texts.Select(text => string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)))).Sample(text => ReferenceEquals(PlainText.Clean(text), text));
}

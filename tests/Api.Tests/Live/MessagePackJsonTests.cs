using System.Buffers;
using System.Text.Json;
using CsCheck;
using MessagePack;
using Streams.Api.Live;

namespace Streams.Api.Tests.Live;

/// <summary>The conversion between MessagePack and JSON.</summary>
public sealed class MessagePackJsonTests
{
    private static readonly Gen<string> Text = Gen.String.Where(text => text.EnumerateRunes().All(rune => rune.Value != 0xFFFD));

    private static readonly Gen<object?> Scalar = Gen.OneOf<object?>(
        Gen.Const(0).Select(_ => (object?)null), Gen.Bool.Select(x => (object?)x), Gen.Long.Select(x => (object?)x), Gen.ULong.Select(x => (object?)x), Gen.Double[-1e300, 1e300].Select(x => (object?)x), Text.Select(x => (object?)x));

    private static readonly Gen<object?> Value = Gen.Recursive<object?>((depth, inner) => depth > 4
        ? Scalar
        : Gen.OneOf(Scalar, inner.Array[0, 4].Select(x => (object?)x), Gen.Dictionary(Text, inner)[0, 4].Select(x => (object?)x)));

    [Fact]
    public void Any_value_survives_both_directions() => Value.Sample(value =>
    {
        var json = JsonSerializer.SerializeToElement(value);
        Assert.True(JsonElement.DeepEquals(json, Read(Write(json))), json.GetRawText());
    });

    [Fact]
    public void What_another_library_writes_is_read_as_the_same_json() => Value.Sample(value =>
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(value), Read(MessagePackSerializer.Serialize(value, MessagePack.Resolvers.ContractlessStandardResolver.Options)))));

    [Fact]
    public void A_number_that_json_cannot_express_is_null() =>
        Assert.Equal("[null,null]", Read(MessagePackSerializer.Serialize(new[] { double.NaN, double.PositiveInfinity })).GetRawText());

    [Theory]
    [InlineData(new byte[] { 0xA2, (byte)'x', 0xFF }, "x\ufffd")]
    [InlineData(new byte[] { 0xA4, (byte)'x', 0xED, 0xA0, 0xBD }, "x\ufffd")] // Half of a surrogate pair.
    [InlineData(new byte[] { 0xA4, (byte)'x', 0xF0, 0x9F, 0x98 }, "x\ufffd")] // An emoji that was cut off.
    public void What_is_not_utf8_in_a_text_becomes_a_replacement_character(byte[] text, string read) => Assert.Equal(read, Read(text).GetString());

    [Theory]
    [InlineData(new byte[] { 0xC4, 0x01, 0x00 })] // Binary.
    [InlineData(new byte[] { 0xD4, 0x01, 0x00 })] // An extension.
    [InlineData(new byte[] { 0x81, 0x01, 0x01 })] // A key that is a number.
    [InlineData(new byte[] { 0x81, 0xC0, 0x01 })] // A key that is nil.
    public void Other_values_are_refused(byte[] value) => Assert.Throws<MessagePackSerializationException>(() => Read(value));

    [Fact]
    public void Nesting_is_limited() => Assert.ThrowsAny<Exception>(() => Read([.. Enumerable.Repeat((byte)0x91, 100_000), 0xC0]));

    private static byte[] Write(JsonElement json)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        MessagePackJson.Write(ref writer, json);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static JsonElement Read(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        return MessagePackJson.Read(ref reader, LiveMessagePack.Options.Security);
    }
}

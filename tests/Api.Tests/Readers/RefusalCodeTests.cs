using System.Text.Json;
using Streams.Api.Problems;
using Streams.Contract;

namespace Streams.Api.Tests.Readers;

/// <summary>The contract's table of codes.</summary>
public sealed class RefusalCodeTests
{
    private static readonly Dictionary<string, (int Status, bool Retryable)> Table = new()
    {
        ["malformed_json"] = (400, false),
        ["validation_failed"] = (422, false),
        ["unauthorized"] = (401, false),
        ["forbidden"] = (403, false),
        ["stream_not_found"] = (404, false),
        ["agent_not_found"] = (404, false),
        ["not_found"] = (404, false),
        ["agent_already_running"] = (409, false),
        ["conflict"] = (409, false),
        ["body_too_large"] = (413, false),
        ["unsupported_media_type"] = (415, false),
        ["rate_limited"] = (429, true),
        ["unavailable"] = (503, true),
    };

    public static TheoryData<RefusalCode> Codes => [.. Enum.GetValues<RefusalCode>()];

    [Fact]
    public void The_table_has_every_code() => Assert.Equal(Table.Count, Enum.GetValues<RefusalCode>().Length);

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_maps_as_in_the_contract(RefusalCode code)
    {
        var json = JsonSerializer.SerializeToElement(ProblemDocument.From(new Refusal(code, "d")), ProblemJson.Readable);
        var name = json.GetProperty("code").GetString()!;
        Assert.Equal(Table[name], (json.GetProperty("status").GetInt32(), json.GetProperty("retryable").GetBoolean()));
        Assert.Equal($"urn:streams:problem:{name}", json.GetProperty("type").GetString());
        Assert.False(json.TryGetProperty("errors", out _));
    }
}

using System.Text;
using System.Text.Json;
using CsCheck;
using Streams.Api.Http.Reports;
using Streams.Contract;
using Streams.Relay.Tests;

namespace Streams.Api.Tests.Readers;

/// <summary>Reading a mutated batch returns reports within the limits or errors; it never throws.</summary>
public sealed class MutationTests
{
    private const string Good = """
        [{"kind":"progress","report_id":"1","completed":1,"total":2,"percentage":50,"quality_score":4.5,"items_by_stage":{"b":1}},
         {"kind":"activity","agent_id":"a","agent_name":"A","agent_type":"t","activity_type":"failed","message":"m","data":{"x":1}},
         {"kind":"milestone","type":"mine","title":"T","description":"","data":{"y":[{}]}},
         {"kind":"items","agent_id":"a","items":[{"name":"N","key":"k","stage":"s","quality_score":5,"data":{}},{"name":"M"}]}]
        """;

    private static readonly string[] Pieces =
    [
        "null", "true", "0", "-1", "-0", "1.5", "1e400", "9999999999999999999", "\"\"", "\" \"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\udc00\\ud800\"",
        "[]", "{}", "[[]]", "{\"kind\":1}", "\"progress\"", "\"items\"", ",", ":", "}", "]", "\"", "\\", " ", "\n", "\uFFFD", "é", "kind", "\"report_id\"",
    ];

    private static readonly Gen<(int At, int Length, int Piece)[]> Edits =
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1]).Array[1, 4];

    [Fact]
    public void Text_edits_never_throw() => Edits.Sample(
        edits =>
        {
            var text = Good;
            foreach (var (at, length, piece) in edits)
            {
                var start = Math.Min(at, text.Length);
                text = text[..start] + Pieces[piece] + text[Math.Min(start + length, text.Length)..];
            }

            if (TryParse(Encoding.UTF8.GetBytes(text)) is { } element)
                Check(element);
        },
        iter: Samples.Times(4_000));

    [Fact]
    public void Values_of_other_types_never_throw() => Gen.Select(Gen.Int[0, 60], Gen.Int[0, Pieces.Length - 1]).Sample(
        (place, piece) =>
        {
            // Replaces the value after the n-th colon or bracket.
            var starts = Enumerable.Range(0, Good.Length).Where(i => Good[i] is ':' or '[').ToArray();
            var start = starts[place % starts.Length] + 1;
            var end = Good.AsSpan(start).IndexOfAny(',', '}', ']') + start;
            if (TryParse(Encoding.UTF8.GetBytes(Good[..start] + Pieces[piece] + Good[end..])) is { } element)
                Check(element);
        },
        iter: Samples.Times(2_000));

    [Fact]
    public void Byte_edits_never_throw() => Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Byte).Array[1, 5].Sample(
        edits =>
        {
            var bytes = Encoding.UTF8.GetBytes(Good);
            foreach (var (at, value) in edits)
                bytes[at] = value;
            if (TryParse(bytes) is { } element)
                Check(element);
        },
        iter: Samples.Times(4_000));

    private static void Check(JsonElement element)
    {
        if (!ReportReader.ReadArgument(element).TryGet(out var batch, out var refusal))
        {
            Assert.True(refusal.Code == RefusalCode.MalformedJson || refusal is { Code: RefusalCode.ValidationFailed, Errors.Count: > 0 });
            return;
        }

        Assert.All(batch, report =>
        {
            Assert.True(report.ReportId is null || Ids.IsValid(report.ReportId));
            Assert.True(report switch
            {
                ProgressReport progress => progress is { Completed: >= 0 and <= 1_000_000_000_000, Total: null or >= 1, Percentage: null or (>= 0 and <= 100) }
                    && progress.QualityScore is null or (>= 0 and <= 5),
                ActivityReport activity => Ids.IsValid(activity.AgentId) && Ids.IsTerm(activity.AgentType) && activity.Message.Length is > 0 and <= 1000,
                MilestoneReport milestone => Ids.IsTerm(milestone.Type) && milestone.Title.Length is > 0 and <= 200,
                ItemsReport items => items.Items.Length is > 0 and <= 100 && items.Items.All(item => item.Name.Trim().Length > 0),
                AdvanceReport advance => advance is { By: >= 1 and <= 1_000_000_000_000 } && (advance.AgentId is null || Ids.IsValid(advance.AgentId)),
                HeartbeatReport heartbeat => Ids.IsValid(heartbeat.AgentId),
                _ => false,
            });
        });
    }

    private static JsonElement? TryParse(byte[] text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

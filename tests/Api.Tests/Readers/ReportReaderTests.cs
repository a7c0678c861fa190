using System.Collections.Immutable;
using System.Text.Json;
using Streams.Api.Http.Reports;
using Streams.Contract;

namespace Streams.Api.Tests.Readers;

/// <summary>Reading reports returns what was sent.</summary>
public sealed class ReportReaderTests
{
    [Fact]
    public void Every_kind_is_read_with_all_its_fields()
    {
        var reports = Read("""
            [{"kind":"progress","report_id":"1","completed":1,"total":2,"percentage":50,"quality_score":4.5,"items_by_stage":{"b":1,"a":2}},
             {"kind":"activity","agent_id":"a","agent_name":" A ","agent_type":"t","activity_type":"failed","message":"m","data":{ "x" : 1 }},
             {"kind":"milestone","type":"mine","title":"T","description":"","data":null},
             {"kind":"items","agent_id":"a","items":[{"name":"N","key":"k","stage":"s","quality_score":5,"data":{}},{"name":"M"}]}]
            """);
        var progress = Assert.IsType<ProgressReport>(reports[0]);
        Assert.Equal(("1", 1L, 2L, 50, 4.5), (progress.ReportId, progress.Completed, progress.Total, progress.Percentage, progress.QualityScore));
        Assert.Equal(["a", "b"], progress.ItemsByStage!.Keys);
        Assert.Equal(new ActivityReport(null, "a", "A", "t", ActivityType.Failed, "m", JsonText.Parse("""{"x":1}""")), reports[1]);
        Assert.Equal(new MilestoneReport(null, "mine", "T", ""), reports[2]);
        var items = Assert.IsType<ItemsReport>(reports[3]);
        Assert.Equal([new("k", "N", "s", 5, JsonText.Parse("{}")), new(null, "M")], items.Items);
    }

    [Theory]
    [InlineData("""{ "a" : "x \" y" , "b":[ 1 ,2 ] }""", """{"a":"x \" y","b":[1,2]}""")]
    [InlineData("{\n\t\"ä\" : \"\\\\\" }", "{\"ä\":\"\\\\\"}")]
    [InlineData("{}", "{}")]
    public void Data_is_stored_unchanged_except_for_white_space(string sent, string kept)
    {
        var report = Assert.IsType<MilestoneReport>(Read($$"""[{"kind":"milestone","type":"t","title":"T","description":"","data":{{sent}}}]""")[0]);
        Assert.Equal(kept, report.Data!.ToString());
    }

    [Fact]
    public void The_size_limit_of_data_applies_to_the_minified_text()
    {
        const string frame = """[{"kind":"milestone","type":"t","title":"T","description":"","data":{"x":  "@"}}]""";
        Assert.Single(Read(frame.Replace("@", new string('x', 8192 - 8), StringComparison.Ordinal)));
        Assert.Contains("reports[0].data", Refuse(frame.Replace("@", new string('x', 8192 - 7), StringComparison.Ordinal)).Errors!.Keys);
    }

    [Fact]
    public void At_most_fifty_errors_are_reported()
    {
        var refusal = Refuse($"[{string.Join(',', Enumerable.Repeat("{}", 1000))}]");
        Assert.Equal(50, refusal.Errors!.Values.Sum(messages => messages.Length));
        Assert.Contains("More than 50", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{}")]
    public void A_hub_argument_may_be_any_JSON(string reports) => Assert.Equal(["reports"], Refuse(reports).Errors!.Keys);

    [Fact]
    public void A_missing_argument_is_refused() => Assert.NotNull(ReportReader.ReadArgument(default).Refusal);

    [Theory]
    [InlineData("""x\ud83d""", "x\ufffd")]
    [InlineData("""\ude00\ud83d""", "\ufffd\ufffd")]
    [InlineData("""\ud83d\u001b[0m\ude00""", "\ufffd\ufffd")]
    [InlineData("""\\ud83d\udc00""", "\\ud83d\ufffd")]
    public void Half_of_an_emoji_becomes_a_replacement_character_wherever_it_is(string sent, string read)
    {
        var report = Assert.IsType<MilestoneReport>(Read(
            $$$"""[{"kind":"milestone","type":"t","title":"{{{sent}}}","description":"","data":{"{{{sent}}}":"\uD800\uD800"},"x\udc00":1}]""")[0]);
        Assert.Equal(read, report.Title);
        Assert.DoesNotContain("\\ud8", report.Data!.ToString().Replace("\\\\", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("66.6", 67)]
    [InlineData("0.5", 1)]
    [InlineData("99.5", 100)]
    [InlineData("100.00000000000001", 100)]
    [InlineData("-1e-9", 0)]
    [InlineData("5e1", 50)]
    public void A_fraction_of_a_percentage_is_rounded(string sent, int read)
    {
        var report = Assert.IsType<ProgressReport>(Read($$"""[{"kind":"progress","completed":1,"total":3,"percentage":{{sent}}}]""")[0]);
        Assert.Equal(read, report.Percentage);
    }

    [Fact]
    public void Output_of_a_terminal_is_cleaned_instead_of_refusing_the_batch()
    {
        var reports = Read("""
            [{"kind":"activity","agent_id":"a","agent_name":"\u001b]0;title\u0007A","agent_type":"t","activity_type":"progress","message":"\u001b[1;32mok\u001b[0m\r\n"},
             {"kind":"items","items":[{"key":"a\tb\u0007","name":"Ac\u0000me"}]}]
            """);
        var activity = Assert.IsType<ActivityReport>(reports[0]);
        Assert.Equal(("A", "ok\n"), (activity.AgentName, activity.Message));
        Assert.Equal([new("a b", "Acme")], Assert.IsType<ItemsReport>(reports[1]).Items);
    }

    [Fact]
    public void Lengths_are_counted_in_characters_that_people_see_as_one_code_point()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 1_000));
        Assert.Equal(emoji, Assert.IsType<MilestoneReport>(Read($$"""[{"kind":"milestone","type":"t","title":"T","description":"{{emoji}}"}]""")[0]).Description);
        Assert.Contains("reports[0].description", Refuse($$"""[{"kind":"milestone","type":"t","title":"T","description":"{{emoji}}😀"}]""").Errors!.Keys);
    }

    [Fact]
    public void A_whole_surrogate_pair_is_read()
    {
        var report = Assert.IsType<MilestoneReport>(Read("""[{"kind":"milestone","type":"t","title":"\ud83d\ude00 \\ud83d","description":""}]""")[0]);
        Assert.Equal("😀 \\ud83d", report.Title);
    }

    private static ImmutableArray<Report> Read(string reports) =>
        ReportReader.ReadArgument(JsonElement.Parse(reports)).TryGet(out var batch, out var refusal) ? batch : throw new InvalidOperationException(refusal.Detail);

    private static Refusal Refuse(string reports) => ReportReader.ReadArgument(JsonElement.Parse(reports)).Refusal!;
}

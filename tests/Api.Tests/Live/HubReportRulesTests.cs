using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Streams.Api.Tests.Hosting;
using Streams.Relay.Tests;

namespace Streams.Api.Tests.Live;

/// <summary>The hub refuses the same reports as <c>POST …/reports</c>, with the same problem.</summary>
public sealed class HubReportRulesTests(SharedHost shared)
{
    private const int MaxBytes = 1024 * 1024;
    private const string Good = """{"kind":"progress","completed":1,"total":2}""";
    private static readonly int Envelope = """{"reports":}""".Length;
    private readonly TestHost _host = shared.Host;

    private static readonly Dictionary<string, byte[]> Wrong = new Dictionary<string, string>
    {
        ["null"] = "null",
        ["a string"] = "\"reports\"",
        ["an object"] = "{}",
        ["no report"] = "[]",
        ["1001 reports"] = Repeat(Good, 1001),
        ["more than fifty errors"] = Repeat("{}", 60),
        ["reports that are not objects"] = """[null,"x",[]]""",
        ["a field given twice"] = """[{"kind":"progress","completed":1,"completed":2,"total":2}]""",
        ["an unknown field given twice"] = """[{"kind":"progress","completed":1,"total":2,"x":1,"x":1}]""",
        ["a stage given twice"] = """[{"kind":"progress","completed":1,"total":2,"items_by_stage":{"a":1,"a":2}}]""",
        ["a field given twice deep in data"] = """[{"kind":"milestone","type":"t","title":"T","description":"","data":{"a":[{"b":{"c":1,"c":2}}]}}]""",
        ["a field given twice in the second item"] = """[{"kind":"items","items":[{"name":"A"},{"name":"B","name":"C"}]}]""",
        ["a field given twice, once escaped"] = """[{"kind":"progress","completed":1,"total":2,"tot\u0061l":3}]""",
        ["no kind"] = """[{"completed":1,"total":2}]""",
        ["an unknown kind"] = """[{"kind":"Progress","completed":1,"total":2}]""",
        ["an unknown activity type"] = """[{"kind":"activity","agent_id":"a","agent_name":"A","agent_type":"t","activity_type":"paused","message":"m"}]""",
        ["a report id with a space"] = """[{"kind":"progress","report_id":"a b","completed":1,"total":2}]""",
        ["a report id that is too long"] = $$"""[{"kind":"progress","report_id":"{{new string('x', 65)}}","completed":1,"total":2}]""",
        ["an empty report id"] = """[{"kind":"progress","report_id":"","completed":1,"total":2}]""",
        ["a report id that is a number"] = """[{"kind":"progress","report_id":7,"completed":1,"total":2}]""",
        ["numbers out of range"] = """[{"kind":"progress","completed":-1,"total":0,"percentage":101,"quality_score":5.1}]""",
        ["a number in text"] = """[{"kind":"progress","completed":"1","total":1e400}]""",
        ["101 items"] = $$"""[{"kind":"items","items":{{Repeat("{\"name\":\"x\"}", 101)}}}]""",
        ["data over 8 KiB"] = Milestone($$"""{"x":"{{new string('x', 8192)}}"}"""),
        ["data nested too deep"] = Milestone($$"""{"x":{{new string('[', 40)}}{{new string(']', 40)}}}"""),
        ["a milestone that only the server raises"] = """[{"kind":"milestone","type":"completion","title":"T","description":""}]""",
        ["only control characters"] = """[{"kind":"milestone","type":"t","title":"\u001b[1m\u0000","description":""}]""",
        ["more than 1 MiB"] = $"[{Good}{new string(' ', MaxBytes - Good.Length)}]",
        ["more than 1 MiB that is not even an array"] = $"\"{new string('x', MaxBytes + 8000)}\"",
    }.ToDictionary(row => row.Key, row => Encoding.UTF8.GetBytes(row.Value));

    static HubReportRulesTests()
    {
        Wrong["bytes that are not UTF-8"] = [.. """[{"kind":"milestone","type":"t","title":"""u8, (byte)'"', 0xC3, 0x28, .. """ ","description":""}]"""u8];
        Wrong["bytes that are not UTF-8 in a name"] = [.. """[{"kind":"progress","completed":1,"total":2,"x"""u8, 0xFF, .. "\":1}]"u8];
    }

    public static TheoryData<string> Names => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_hub_refuses_what_http_refuses_with_the_same_problem(string name)
    {
        var expected = await PostAsync(Wrong[name]);
        using var wire = await HubWire.ConnectAsync(_host.Url);
        var reply = await ReportAsync(wire, Wrong[name]);
        Assert.True(reply.TryGetProperty("problem", out var problem), $"{expected}\n{reply}");
        Assert.True(JsonElement.DeepEquals(expected, problem), $"{expected}\n{problem}");
        Assert.True((await ReportAsync(wire, Encoding.UTF8.GetBytes($"[{Good}]"))).TryGetProperty("accepted", out _), "The connection still works.");
    }

    [Fact]
    public async Task The_hub_accepts_as_much_as_http()
    {
        var largest = Encoding.UTF8.GetBytes($"[{Good}{new string(' ', MaxBytes - Envelope - Good.Length - 2)}]");
        using var content = Body(largest);
        using var response = await _host.Http.PostAsync(Address, content, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        using var wire = await HubWire.ConnectAsync(_host.Url);
        Assert.True((await ReportAsync(wire, largest)).TryGetProperty("accepted", out _));
    }

    private Uri Address => new($"/api/streams/{_host.StreamId}/reports", UriKind.Relative);

    private static string Repeat(string element, int count) => $"[{string.Join(',', Enumerable.Repeat(element, count))}]";

    private static string Milestone(string data) => $$"""[{"kind":"milestone","type":"t","title":"T","description":"","data":{{data}}}]""";

    private static ByteArrayContent Body(byte[] reports)
    {
        var content = new ByteArrayContent([.. """{"reports":"""u8, .. reports, (byte)'}']);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<JsonElement> PostAsync(byte[] reports)
    {
        using var content = Body(reports);
        using var response = await _host.Http.PostAsync(Address, content, TestContext.Current.CancellationToken);
        Assert.False(response.IsSuccessStatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement> ReportAsync(HubWire wire, byte[] reports) =>
        (await wire.ReplyAsync("Report", [.. Encoding.UTF8.GetBytes($"[\"{_host.StreamId}\","), .. reports, (byte)']'])).GetProperty("result");
}

using System.Text;

namespace Streams.Api.Tests.Requests;

/// <summary>The table of invalid requests.</summary>
public static class InvalidRequests
{
    private const string Activity = "\"agent_id\":\"a\",\"agent_name\":\"A\",\"agent_type\":\"t\",\"activity_type\":\"started\",\"message\":\"m\"";

    public static IReadOnlyDictionary<string, InvalidRequest> All { get; } = new Dictionary<string, InvalidRequest>
    {
        // Addresses and methods
        ["an unknown address"] = NotFound("GET", "/api/nothing"),
        ["an address outside the API"] = NotFound("GET", "/favicon.png"),
        ["an unknown address, posted to"] = NotFound("POST", "/api/streams/{stream}/nothing").With("{}"),
        ["a method that the address does not support"] = NotFound("PUT", "/api/streams").With("{}").WithDetail("GET"),
        ["a method that a stream does not support"] = NotFound("POST", "/api/streams/{stream}").With("{}").WithDetail("DELETE"),
        ["an unknown method"] = NotFound("BREW", "/api/streams").WithDetail("GET"),
        ["GET where only POST is supported"] = NotFound("GET", "/api/streams/{stream}/reports").WithDetail("POST"),

        // Ids
        ["an unknown stream"] = NoStream("GET", "/api/streams/00000000000000000000000000000000"),
        ["an invalid stream id"] = NoStream("GET", "/api/streams/%27%20or%201%3D1"),
        ["a stream id that is too long"] = NoStream("GET", $"/api/streams/{new string('a', 65)}"),
        ["an id with an encoded slash"] = NoStream("GET", "/api/streams/a%2Fb"),
        ["progress of an unknown stream"] = NoStream("GET", "/api/streams/nope/progress"),
        ["snapshot of an unknown stream"] = NoStream("GET", "/api/streams/nope/snapshot"),
        ["activities of an unknown stream"] = NoStream("GET", "/api/streams/nope/activities"),
        ["milestones of an unknown stream"] = NoStream("GET", "/api/streams/nope/milestones"),
        ["items of an unknown stream"] = NoStream("GET", "/api/streams/nope/items"),
        ["agents of an unknown stream"] = NoStream("GET", "/api/streams/nope/agents"),
        ["deletion of an unknown stream"] = NoStream("DELETE", "/api/streams/nope"),
        ["change of an unknown stream"] = NoStream("PATCH", "/api/streams/nope").With("""{"name":"x"}"""),
        ["a report to an unknown stream"] = NoStream("POST", "/api/streams/nope/progress").With("""{"completed":1,"total":2}"""),
        ["an assignment to an unknown stream"] = NoStream("POST", "/api/streams/nope/agents").With("""{"agent_type":"t"}"""),
        ["a run of an agent of an unknown stream"] = NoStream("POST", "/api/streams/nope/agents/a/execute"),
        ["an unknown agent"] = NoAgent("GET", "/api/streams/{stream}/agents/nope"),
        ["an invalid agent id"] = NoAgent("GET", "/api/streams/{stream}/agents/%22"),
        ["a run of an unknown agent"] = NoAgent("POST", "/api/streams/{stream}/agents/nope/execute"),
        ["cancellation of an unknown agent"] = NoAgent("POST", "/api/streams/{stream}/agents/nope/cancel"),
        ["a run of an external agent"] = new("POST", "/api/streams/{stream}/agents/{agent}/execute", 409, "conflict"),
        ["cancellation of an agent that is not running"] = new("POST", "/api/streams/{stream}/agents/{bot}/cancel", 409, "conflict"),

        // Bodies that are not JSON
        ["no body"] = Malformed("").WithDetail("empty"),
        ["a body of white space"] = Malformed(" \n"),
        ["a syntax error"] = Malformed("{\n \"name\": nope}").WithDetail("line 2, byte 11"),
        ["a truncated body"] = Malformed("{\"name\":\"x\""),
        ["text after the value"] = Malformed("{\"name\":\"x\"} {}"),
        ["a comment"] = Malformed("{\"name\":\"x\"/*y*/}"),
        ["a trailing comma"] = Malformed("{\"name\":\"x\",}"),
        ["NaN"] = Malformed("{\"name\":\"x\",\"target_metrics\":{\"min_quality_score\":NaN}}"),
        ["a field twice"] = Malformed("{\"name\":\"x\",\"name\":\"y\"}").WithDetail("twice"),
        ["nesting that is too deep"] = Malformed($"{{\"x\":{new string('[', 100)}{new string(']', 100)}}}"),
        ["bytes that are not UTF-8"] = Malformed("").With([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]).WithDetail("line 1, byte 10"),
        ["UTF-16"] = Malformed("").With(Encoding.Unicode.GetBytes("{\"name\":\"x\"}")),
        ["a body that says it is gzip and is not"] = Malformed("{\"name\":\"x\"}").Header("Content-Encoding", "gzip").WithDetail("decompressed"),
        ["a body that says it is Brotli and is not"] = Malformed("{\"name\":\"x\"}").Header("Content-Encoding", "br").WithDetail("decompressed"),

        // Media types and encodings
        ["a body without a content type"] = NotSupported("{\"name\":\"x\"}").As(null).WithDetail("application/json"),
        ["a form"] = NotSupported("name=x").As("application/x-www-form-urlencoded"),
        ["JSON as plain text"] = NotSupported("{\"name\":\"x\"}").As("text/plain"),
        ["JSON as Latin-1"] = NotSupported("{\"name\":\"x\"}").As("application/json; charset=iso-8859-1"),
        ["an invalid content type"] = NotSupported("{\"name\":\"x\"}").As("json"),
        ["a body in an encoding that is not supported"] = NotSupported("{\"name\":\"x\"}").Header("Content-Encoding", "zstd").WithDetail("gzip"),
        ["a body in two encodings"] = NotSupported("{\"name\":\"x\"}").Header("Content-Encoding", "gzip, br").WithDetail("gzip"),
        ["a body over 1 MiB"] = new InvalidRequest("POST", "/api/streams/goal", 413, "body_too_large").With(new string(' ', 1024 * 1024 + 1)),
        ["a body over 1 MiB without a Content-Length"] = new InvalidRequest("POST", "/api/streams/{stream}/reports", 413, "body_too_large")
            .With(new string(' ', 1024 * 1024 + 1)).Header("Transfer-Encoding", "chunked"),

        // Goals
        ["a goal that is a list"] = Goal("[]", "body"),
        ["a goal that is null"] = Goal("null", "body"),
        ["a goal without a name"] = Goal("{}", "name"),
        ["a goal whose name is null"] = Goal("""{"name":null}""", "name"),
        ["a goal whose name is a number"] = Goal("""{"name":5}""", "name"),
        ["a goal whose name is blank"] = Goal("""{"name":" \t "}""", "name"),
        ["a goal whose name is empty"] = Goal("""{"name":""}""", "name"),
        ["a goal whose name is too long"] = Goal($$"""{"name":"{{new string('x', 201)}}"}""", "name"),
        ["a goal whose name has only control characters"] = Goal("""{"name":"\u001b[32m\u0000"}""", "name"),
        ["a goal whose name has too many emoji"] = Goal($$"""{"name":"{{string.Concat(Enumerable.Repeat("😀", 201))}}"}""", "name"),
        ["a goal whose description is too long"] = Goal($$"""{"name":"x","description":"{{new string('x', 4001)}}"}""", "description"),
        ["a goal whose criteria have the wrong types"] = Goal(
            """{"name":"x","goal_criteria":{"industry":"SaaS","location":[1,""],"employee_count":{"min":5,"max":4},"founded":{"min":1.5},"keywords":{}}}""",
            "goal_criteria.employee_count.max",
            "goal_criteria.founded.min",
            "goal_criteria.industry",
            "goal_criteria.keywords",
            "goal_criteria.location[0]",
            "goal_criteria.location[1]"),
        ["a goal with too many keywords"] = Goal(
            $$$"""{"name":"x","goal_criteria":{"keywords":[{{{string.Join(',', Enumerable.Repeat("\"k\"", 51))}}}]}}""", "goal_criteria.keywords"),
        ["a goal for 0 companies"] = Goal("""{"name":"x","target_metrics":{"companies_to_find":0}}""", "target_metrics.companies_to_find"),
        ["a goal for too many companies"] = Goal("""{"name":"x","target_metrics":{"companies_to_find":1000001}}""", "target_metrics.companies_to_find"),
        ["a goal for half a company"] = Goal("""{"name":"x","target_metrics":{"companies_to_find":0.5}}""", "target_metrics.companies_to_find"),
        ["a goal with a quality over 5"] = Goal("""{"name":"x","target_metrics":{"min_quality_score":5.01}}""", "target_metrics.min_quality_score"),
        ["a deadline without an offset"] = Goal("""{"name":"x","goal_deadline":"2027-03-01T12:00:00"}""", "goal_deadline"),
        ["a deadline that is only a date"] = Goal("""{"name":"x","goal_deadline":"2027-03-01"}""", "goal_deadline"),
        ["a deadline that is a number"] = Goal("""{"name":"x","goal_deadline":1800000000}""", "goal_deadline"),
        ["a deadline in a month that does not exist"] = Goal("""{"name":"x","goal_deadline":"2027-13-01T12:00:00Z"}""", "goal_deadline"),
        ["a deadline before the year 1 in UTC"] = Goal("""{"name":"x","goal_deadline":"0001-01-01T00:00:00+14:00"}""", "goal_deadline"),
        ["a goal with invalid agents"] = Goal(
            """{"name":"x","assigned_agents":[{"agent_type":"Bot!"},{},7,{"agent_type":"t","agent_name":"","config":[]},{"agent_type":"t","config":{"items_per_second":0}}]}""",
            "assigned_agents[0].agent_type",
            "assigned_agents[1].agent_type",
            "assigned_agents[2]",
            "assigned_agents[3].agent_name",
            "assigned_agents[3].config",
            "assigned_agents[4].config.items_per_second"),
        ["a goal with too many agents"] = Goal(
            $$"""{"name":"x","assigned_agents":[{{string.Join(',', Enumerable.Repeat("{\"agent_type\":\"t\"}", 51))}}]}""", "assigned_agents"),
        ["several faults at once"] = Goal(
            """{"name":"","description":1,"target_metrics":[],"goal_deadline":"soon"}""", "description", "goal_deadline", "name", "target_metrics"),

        // Changes
        ["an empty change"] = Patch("{}", "body"),
        ["a change of fields that cannot be changed"] = Patch("""{"goal_criteria":{}}""", "body"),
        ["a change to a null name"] = Patch("""{"name":null}""", "name"),
        ["a change to a target without a number"] = Patch("""{"target_metrics":{"min_quality_score":4}}""", "target_metrics.companies_to_find"),
        ["a change to a null target"] = Patch("""{"target_metrics":null}""", "target_metrics"),
        ["a change to an invalid deadline"] = Patch("""{"goal_deadline":"never"}""", "goal_deadline"),

        // Agents
        ["an agent without a type"] = Invalid("POST", "/api/streams/{stream}/agents", "agent_type").With("{}"),
        ["an agent with a huge configuration"] = Invalid("POST", "/api/streams/{stream}/agents", "config")
            .With($$$"""{"agent_type":"t","config":{"x":"{{{new string('x', 8192)}}}"}}"""),
        ["an agent with too high a pace"] = Invalid("POST", "/api/streams/{stream}/agents", "config.items_per_second")
            .With("""{"agent_type":"opportunity_bot","config":{"items_per_second":1e5}}"""),

        // Batches
        ["a batch without reports"] = Batch("{}", "reports"),
        ["a batch whose reports are an object"] = Batch("""{"reports":{}}""", "reports"),
        ["an empty batch"] = Batch("""{"reports":[]}""", "reports"),
        ["a batch of 1,001"] = Batch($$"""{"reports":[{{string.Join(',', Enumerable.Repeat("1", 1001))}}]}""", "reports"),
        ["a report that is not an object"] = Batch("""{"reports":[null,"x"]}""", "reports[0]", "reports[1]"),
        ["a report without a kind"] = Batch("""{"reports":[{"completed":1,"total":2}]}""", "reports[0].kind"),
        ["a report of an unknown kind"] = Batch("""{"reports":[{"kind":"Progress"}]}""", "reports[0].kind"),
        ["a fault in the fourth report"] = Batch(
            """{"reports":[{"kind":"progress","completed":1,"total":2},{"kind":"progress","completed":1,"total":2},{"kind":"progress","completed":1,"total":2},{"kind":"progress","completed":-1,"total":0}]}""",
            "reports[3].completed",
            "reports[3].total"),
        ["a fault in an item of a batch"] = Batch(
            """{"reports":[{"kind":"items","items":[{"name":"x"},{"name":"","stage":"Found"}]}]}""",
            "reports[0].items[1].name",
            "reports[0].items[1].stage"),

        // Progress
        ["progress without numbers"] = One("progress", "{}", "completed"),
        ["progress below 0"] = One("progress", """{"completed":-1,"total":1}""", "completed"),
        ["progress of 0"] = One("progress", """{"completed":0,"total":0}""", "total"),
        ["progress too large for the counter"] = One("progress", """{"completed":1000000000001,"total":1e30}""", "completed", "total"),
        ["progress as text"] = One("progress", """{"completed":"1","total":true}""", "completed", "total"),
        ["progress as a fraction"] = One("progress", """{"completed":0.5,"total":1e-3}""", "completed", "total"),
        ["a percentage over 100"] = One("progress", """{"completed":1,"total":1,"percentage":101}""", "percentage"),
        ["a percentage with a fraction over 100"] = One("progress", """{"completed":1,"total":1,"percentage":100.5}""", "percentage"),
        ["a score over 5"] = One("progress", """{"completed":1,"total":1,"quality_score":1e999}""", "quality_score"),
        ["invalid stages"] = One(
            "progress", """{"completed":1,"total":1,"items_by_stage":{"found":-1,"Bad Stage":1}}""", "items_by_stage", "items_by_stage.found"),
        ["too many stages"] = One(
            "progress",
            $$$"""{"completed":1,"total":1,"items_by_stage":{{{{string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"s{i}\":1"))}}}}}""",
            "items_by_stage"),
        ["a kind that does not match the address"] = One("progress", """{"kind":"items","completed":1,"total":1}""", "kind"),
        ["an invalid report id"] = One("progress", """{"report_id":"a b","completed":1,"total":1}""", "report_id"),
        ["an invalid idempotency key"] = One("progress", """{"completed":1,"total":1}""", "Idempotency-Key").Header("Idempotency-Key", "a b"),
        ["an idempotency key that is not the report's id"] =
            One("progress", """{"report_id":"a","completed":1,"total":1}""", "report_id").Header("Idempotency-Key", "b"),

        ["a share of an invalid agent"] = One("progress", """{"completed":1,"agent_id":"a b"}""", "agent_id"),
        ["a heartbeat of nobody"] = One("heartbeat", "{}", "agent_id"),
        ["an advance by nothing"] = Batch("""{"reports":[{"kind":"advance","by":0},{"kind":"advance","agent_id":"a"}]}""", "reports[0].by", "reports[1].by"),

        // Activities, milestones, items
        ["an empty activity"] = One("activities", "{}", "activity_type", "agent_id", "agent_name", "agent_type", "message"),
        ["an activity of an unknown type"] = One("activities", $"{{{Activity.Replace("started", "sleeping", StringComparison.Ordinal)}}}", "activity_type"),
        ["an activity with a long message"] =
            One("activities", $"{{{Activity.Replace("\"m\"", $"\"{new string('m', 1001)}\"", StringComparison.Ordinal)}}}", "message"),
        ["an activity whose data is a list"] = One("activities", $"{{{Activity},\"data\":[1]}}", "data"),
        ["an activity with too much data"] = One("activities", $"{{{Activity},\"data\":{{\"x\":\"{new string('x', 8192)}\"}}}}", "data"),
        ["an activity whose data is nested too deeply"] =
            One("activities", $"{{{Activity},\"data\":{{\"x\":{new string('[', 40)}{new string(']', 40)}}}}}", "data"),
        ["a milestone type reserved for the server"] = One("milestones", """{"type":"completion","title":"t","description":""}""", "type"),
        ["an empty milestone"] = One("milestones", "{}", "description", "title", "type"),
        ["an empty list of items"] = One("items", """{"items":[]}""", "items"),
        ["101 items"] = One("items", $$"""{"items":[{{string.Join(',', Enumerable.Repeat("{\"name\":\"x\"}", 101))}}]}""", "items"),
        ["items without a list"] = One("items", """{"agent_id":"/"}""", "agent_id", "items"),
        ["an invalid item"] = One(
            "items",
            """{"items":[{"key":"\t","name":"  ","stage":"","quality_score":"5","data":1}]}""",
            "items[0].data",
            "items[0].key",
            "items[0].name",
            "items[0].quality_score",
            "items[0].stage"),

        // Queries
        ["an invalid status"] = Invalid("GET", "/api/streams?status=done", "status"),
        ["a limit of 0"] = Invalid("GET", "/api/streams?limit=0", "limit"),
        ["a limit of 201"] = Invalid("GET", "/api/streams?limit=201", "limit"),
        ["a limit as text"] = Invalid("GET", "/api/streams?limit=ten", "limit"),
        ["a limit twice"] = Invalid("GET", "/api/streams?limit=1&limit=2", "limit"),
        ["a cursor that no reply contained"] = Invalid("GET", "/api/streams?cursor=nope", "cursor"),
        ["a malformed cursor"] = Invalid("GET", "/api/streams?cursor=%00", "cursor"),
        ["a query with several faults"] = Invalid("GET", "/api/streams?status=1&limit=-1&cursor=%20", "cursor", "limit", "status"),
        ["activities before 0"] = Invalid("GET", "/api/streams/{stream}/activities?before_seq=0&limit=501", "before_seq", "limit"),
        ["an invalid sort order"] = Invalid("GET", "/api/streams/{stream}/items?sort=name&stage=A&limit=501", "limit", "sort", "stage"),
        ["an items' cursor that no reply contained"] = Invalid("GET", "/api/streams/{stream}/items?cursor=nope", "cursor"),
    };

    private static InvalidRequest NotFound(string method, string path) => new(method, path, 404, "not_found");

    private static InvalidRequest NoStream(string method, string path) => new(method, path, 404, "stream_not_found");

    private static InvalidRequest NoAgent(string method, string path) => new(method, path, 404, "agent_not_found");

    private static InvalidRequest Malformed(string body) => new InvalidRequest("POST", "/api/streams/goal", 400, "malformed_json").With(body);

    private static InvalidRequest NotSupported(string body) => new InvalidRequest("POST", "/api/streams/goal", 415, "unsupported_media_type").With(body);

    private static InvalidRequest Invalid(string method, string path, params string[] errors) => new(method, path, 422, "validation_failed", errors);

    private static InvalidRequest Goal(string body, params string[] errors) => Invalid("POST", "/api/streams/goal", errors).With(body);

    private static InvalidRequest Patch(string body, params string[] errors) => Invalid("PATCH", "/api/streams/{stream}", errors).With(body);

    private static InvalidRequest Batch(string body, params string[] errors) => Invalid("POST", "/api/streams/{stream}/reports", errors).With(body);

    private static InvalidRequest One(string segment, string body, params string[] errors) =>
        Invalid("POST", $"/api/streams/{{stream}}/{segment}", errors).With(body);
}

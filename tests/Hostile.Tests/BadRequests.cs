using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Streams.Hostile.Tests;

/// <summary>A request that an attacker or a bug might send.</summary>
internal sealed record BadRequest(string Method, string Path, (string Name, string Value)[] Headers, byte[]? Body)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Method} {Path[..Math.Min(Path.Length, 200)]} [{string.Join(", ", Headers.Select(header => $"{header.Name}: {header.Value[..Math.Min(header.Value.Length, 80)]}"))}] {(Body is null ? "no body" : $"{Body.Length} bytes: {Encoding.Latin1.GetString(Body, 0, Math.Min(Body.Length, 300))}")}");
}

/// <summary>Generates bad requests: requests of the contract with a wrong path, query, header or body.</summary>
/// <param name="stream">A stream that exists.</param>
internal sealed class BadRequests(string stream)
{
    private static readonly (string Method, string Path, string? Body)[] Calls =
    [
        ("POST", "/api/streams/goal", """{"name":"N","description":"D","goal_criteria":{"industry":["SaaS"],"location":["UK"],"employee_count":{"min":1,"max":9},"founded":{"min":1990},"keywords":["k"]},"target_metrics":{"companies_to_find":5,"min_quality_score":4.0},"goal_deadline":"2030-01-01T00:00:00Z","assigned_agents":[{"agent_type":"opportunity_bot","agent_name":"B","config":{"items_per_second":1}}]}"""),
        ("PATCH", "/api/streams/{id}", """{"name":"N","description":"D","goal_deadline":"2030-01-01T00:00:00Z","target_metrics":{"companies_to_find":1000000}}"""),
        ("POST", "/api/streams/{id}/reports", """{"reports":[{"report_id":"r","kind":"progress","completed":1,"total":50,"percentage":2,"quality_score":4.5,"items_by_stage":{"scored":1}},{"kind":"activity","agent_id":"a","agent_name":"A","agent_type":"x","activity_type":"started","message":"m","data":{"a":[1,2]}},{"kind":"milestone","type":"t","title":"T","description":"D","data":{}},{"kind":"items","items":[{"key":"k","name":"C","stage":"scored","quality_score":4,"data":{"w":"x"}}]}]}"""),
        ("POST", "/api/streams/{id}/progress", """{"completed":1,"total":50}"""),
        ("POST", "/api/streams/{id}/activities", """{"agent_id":"a","agent_name":"A","agent_type":"x","activity_type":"progress","message":"m","data":{"a":1}}"""),
        ("POST", "/api/streams/{id}/milestones", """{"type":"t","title":"T","description":"D"}"""),
        ("POST", "/api/streams/{id}/items", """{"items":[{"key":"k","name":"C","stage":"discovered","quality_score":3.5,"data":{"website":"x.example"}}]}"""),
        ("POST", "/api/streams/{id}/agents", """{"agent_type":"scoring_agent","agent_name":"S","config":{"items_per_second":1}}"""),
        ("POST", "/api/streams/{id}/agents/{agent}/execute", "{}"),
        ("POST", "/api/streams/{id}/agents/{agent}/cancel", "{}"),
        ("GET", "/api/streams", null),
        ("GET", "/api/streams/{id}", null),
        ("GET", "/api/streams/{id}/progress", null),
        ("GET", "/api/streams/{id}/snapshot", null),
        ("GET", "/api/streams/{id}/activities", null),
        ("GET", "/api/streams/{id}/milestones", null),
        ("GET", "/api/streams/{id}/items", null),
        ("GET", "/api/streams/{id}/events", null),
        ("GET", "/api/streams/{id}/agents", null),
        ("GET", "/api/streams/{id}/agents/{agent}", null),
        ("DELETE", "/api/streams/{id}", null),
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"];

    private static readonly string[] Ids =
    [
        "nope", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%2e%2e%5c%2e%2e", "%00", "a%00b", "%ff%fe", "%E2%82%AC", "a%20b", "'%20OR%201=1--", "%3Cscript%3E", "-", "*", "{id}", "%25", "%",
        "%zz", "a;b", "a:b", new string('a', 64), new string('a', 65), new string('a', 4_000), "aux", "0199d6ff-3b8a-7c6e-9d2f-4a5b6c7d8e9f", "goal", "null", "0", "💥",
    ];

    private static readonly string[] Values =
    [
        "-1", "0", "1", "999999999999", "99999999999999999999999999", "1e9", "NaN", "abc", "", "%00", "null", "-quality_score", "created_at", "completed", "nonsense", "MTIzNDU2", "!!!", "%ff",
        new string('9', 2_000), "1&limit=2", "[]", "{}", "%F0%9F%92%A5",
    ];

    private static readonly string[] Parameters = ["limit", "cursor", "before_seq", "sort", "stage", "status", "unknown", "limit[]", ""];

    private static readonly string[] ContentTypes =
        ["application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=nonsense", "text/plain", "multipart/form-data; boundary=x", "application/xml", "", "/", "application/problem+json", "a/b/c"];

    // As JSON text; the last ones are not valid JSON.
    private static readonly string[] Tokens =
    [
        "null", "true", "0", "-1", "1.5", "1e308", "1e400", "-1e400", "99999999999999999999999999999999", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"💥\"", "[]", "{}", "[[]]", "[null]", "{\"\":0}",
        "\"2030-13-45T99:99:99Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "NaN", "Infinity", "-", "0x10", "01", "'a'", "\"", "/*c*/1", "undefined", "1,", "\u0001",
    ];

    private static readonly Gen<string> Token = Gen.Frequency(
        (12, Pick.From(Tokens)),
        (1, Gen.Int[1, 5_000].Select(length => $"\"{new string('x', length)}\"")),
        (1, Pick.From(20, 64, 1_000, 20_000).Select(depth => new string('[', depth) + new string(']', depth))),
        (1, Pick.From(40, 20_000).Select(depth => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth))),
        (1, Gen.Int[1, 3_000].Select(count => $"[{string.Join(',', Enumerable.Repeat("{}", count))}]")));

    /// <summary>Draws requests.</summary>
    public Gen<BadRequest> All => Gen.SelectMany(Pick.From(Calls), call => Gen.Select(
        Gen.Frequency((12, Gen.Const(call.Method)), (1, Pick.From(Methods))),
        Path(call.Path),
        Query,
        Headers(call.Body is not null),
        Body(call.Body),
        (method, path, query, headers, body) => new BadRequest(method, path + query, headers, body)));

    private static Gen<string> Query => Gen.Frequency(
        (3, Gen.Const("")),
        (2, Gen.Select(Pick.From(Parameters), Pick.From(Values), (name, value) => $"?{name}={value}").Array[1, 3].Select(parts => "?" + string.Join('&', parts.Select(part => part[1..])))));

    private static Gen<byte[]?> Body(string? valid) => valid is null
        ? Gen.Frequency((9, Gen.Const((byte[]?)null)), (1, Gen.Byte.Array[0, 50].Select(bytes => (byte[]?)bytes)))
        : Gen.Frequency(
            (12, Mutated(valid).Select(json => (byte[]?)Encoding.UTF8.GetBytes(json))),
            (3, Gen.Int[0, valid.Length - 1].Select(length => (byte[]?)Encoding.UTF8.GetBytes(valid[..length]))),
            (3, Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte.Array[1, 3], (at, bytes) => (byte[]?)[.. Encoding.UTF8.GetBytes(valid[..at]), .. bytes, .. Encoding.UTF8.GetBytes(valid[at..])])),
            (1, Gen.Byte.Array[0, 200].Select(bytes => (byte[]?)bytes)),
            (1, Pick.From(1_048_576, 1_048_577, 3_000_000).Select(size => (byte[]?)Encoding.UTF8.GetBytes($"{{\"name\":\"{new string('x', size - 11)}\"}}"))),
            (1, Gen.Const((byte[]?)null)));

    /// <summary>A valid body with one or more of its values replaced, removed, doubled or renamed.</summary>
    private static Gen<string> Mutated(string valid) => Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 6], Token).Array[1, 3].Select(steps =>
    {
        var json = valid;
        try
        {
            foreach (var (place, how, token) in steps)
                json = Mutate(json, place, how, token);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            // A step has made the text invalid JSON, or added half a surrogate pair or a duplicate name: it is sent as it is.
        }

        return json;
    });

    private static string Mutate(string json, int place, int how, string token)
    {
        var root = JsonNode.Parse(json);
        var nodes = Nodes(root).ToArray();
        if (nodes.Length == 0)
            return token;
        var (parent, name, index) = nodes[place % nodes.Length];
        const string Mark = "\u2603mark";
        switch (parent)
        {
            case JsonObject fields when how == 0:
                fields.Remove(name!);
                return root!.ToJsonString();
            case JsonObject fields when how == 1:
                fields["surplus"] = Mark;
                break;
            case JsonObject fields:
                fields[name!] = Mark;
                break;
            case JsonArray array:
                array[index] = Mark;
                break;
        }

        // The token may be invalid JSON, so it is inserted into the text.
        return root!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace($"\"{Mark}\"", token, StringComparison.Ordinal);
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Nodes(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields)
                foreach (var found in Nodes(value).Prepend((node, name, 0)))
                    yield return found;
        }
        else if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
                foreach (var found in Nodes(array[i]).Prepend((node, null, i)))
                    yield return found;
        }
    }

    private static Gen<(string Name, string Value)[]> Headers(bool hasBody)
    {
        var key = Pick.From("", "r", new string('k', 64), new string('k', 500), "a b", "\u00ff\u00fe", "é", "\"quoted\"").Select(value => ("Idempotency-Key", value));
        var lastEvent = Pick.From("", "x", ":", "e:1", "e:-1", "e:99999999999999999999", new string(':', 300), "\u00e9:1").Select(value => ("Last-Event-ID", value));
        var accept = Pick.From("", "*/*", "nonsense", "text/event-stream", "application/xml;q=2").Select(value => ("Accept", value));
        var type = hasBody
            ? Gen.Frequency((9, Gen.Const("application/json")), (2, Pick.From(ContentTypes))).Select(value => new[] { ("Content-Type", value) })
            : Gen.Const(Array.Empty<(string, string)>());
        return Gen.Select(type, Gen.Frequency((6, Gen.Const(("X-None", "1"))), (1, key), (1, lastEvent), (1, accept)), (types, other) => ((string, string)[])[.. types, other]);
    }

    private Gen<string> Path(string template) => Gen.Select(
        Gen.Frequency((12, Gen.Const(stream)), (2, Pick.From(Ids))),
        Gen.Frequency((4, Gen.Const($"{stream}-1-1")), (3, Pick.From(Ids))),
        Gen.Frequency((20, Gen.Const("")), (1, Pick.From("/", "//", "/..", "/%2e"))),
        (id, agent, end) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(template.Replace("{id}", id, StringComparison.Ordinal).Replace("{agent}", agent, StringComparison.Ordinal) + end)));
}

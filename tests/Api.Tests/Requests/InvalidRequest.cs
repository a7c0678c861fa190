using System.Text;

namespace Streams.Api.Tests.Requests;

/// <summary>A request that must be refused, and how. <c>{stream}</c>, <c>{agent}</c> (external) and <c>{bot}</c> are replaced by ids that exist.</summary>
public sealed record InvalidRequest(string Method, string Path, int Status, string Code, params string[] Errors)
{
    public byte[]? Body { get; init; }

    public string? ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What the detail must contain.</summary>
    public string Detail { get; init; } = "";

    public InvalidRequest With(string body) => this with { Body = Encoding.UTF8.GetBytes(body) };

    public InvalidRequest With(byte[] body) => this with { Body = body };

    public InvalidRequest As(string? contentType) => this with { ContentType = contentType };

    public InvalidRequest Header(string name, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [name] = value } };

    public InvalidRequest WithDetail(string detail) => this with { Detail = detail };
}

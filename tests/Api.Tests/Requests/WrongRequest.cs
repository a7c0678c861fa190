using System.Text;

namespace Streams.Api.Tests.Requests;

/// <summary>A request that must be refused, and how. <c>{stream}</c>, <c>{agent}</c> (external) and <c>{bot}</c> are replaced by ids that exist.</summary>
public sealed record WrongRequest(string Method, string Path, int Status, string Code, params string[] Errors)
{
    public byte[]? Body { get; init; }

    public string? ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What the detail must contain.</summary>
    public string Detail { get; init; } = "";

    public WrongRequest With(string body) => this with { Body = Encoding.UTF8.GetBytes(body) };

    public WrongRequest With(byte[] body) => this with { Body = body };

    public WrongRequest As(string? contentType) => this with { ContentType = contentType };

    public WrongRequest Header(string name, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [name] = value } };

    public WrongRequest Saying(string detail) => this with { Detail = detail };
}

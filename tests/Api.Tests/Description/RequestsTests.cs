using System.Net;
using System.Text;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Description;

/// <summary>Readers and description agree, field by field and limit by limit: what the description allows is accepted, what it does not allow is refused.</summary>
public sealed class RequestsTests(SharedHost shared)
{
    private readonly HttpClient _http = shared.Host.Http;

    [Fact]
    public async Task Readers_accept_exactly_what_the_description_allows()
    {
        var description = await ApiDescription.LoadAsync(shared);
        var variants = new RequestVariants(description);
        var id = await _http.CreateStreamAsync();
        var (tried, wrong) = (0, new List<string>());
        foreach (var (method, path, operation) in description.Operations.Where(operation => operation.Operation.TryGetProperty("requestBody", out _)))
        {
            var schema = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
            var name = schema.GetProperty("$ref").GetString()!.Split('/')[^1];
            Variant[] all = [new($"{name} with every field", variants.Sample(schema, name), IsAllowed: true), .. variants.Of(schema, name)];
            foreach (var variant in all)
            {
                // A stream has room for 50 agents only.
                var stream = name == "NewAgent" ? await _http.CreateStreamAsync() : id;
                using var request = new HttpRequestMessage(new(method), new Uri(path.Replace("{id}", stream, StringComparison.Ordinal), UriKind.Relative));
                request.Content = new StringContent(variant.Value?.ToJsonString() ?? "null", Encoding.UTF8, "application/json");
                using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
                tried++;
                var isRight = variant.IsAllowed ? response.IsSuccessStatusCode : response.StatusCode == HttpStatusCode.UnprocessableEntity;
                if (!isRight)
                    wrong.Add($"{method} {path}: {variant.What}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(tried, 300, 3_000);
    }
}

using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Description;

/// <summary>
/// <c>docs/openapi.json</c> is the approved contract: the TypeScript types are generated from it. A change to it changes the product for its clients.
/// </summary>
public sealed class ApprovedDescriptionTests(SharedHost shared)
{
    [Fact]
    public async Task Server_serves_the_approved_description()
    {
        var received = (await ApiDescription.LoadAsync(shared)).Text;
        var approved = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.json"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        if (approved == received)
            return;
        var receivedFile = Path.Combine(AppContext.BaseDirectory, "openapi.received.json");
        await File.WriteAllTextAsync(receivedFile, received, TestContext.Current.CancellationToken);
        var (before, after) = (approved.Split('\n'), received.Split('\n'));
        Assert.Fail(
            $"""
            The server's OpenAPI document differs from the approved one, docs/openapi.json:
            {string.Join('\n', before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)).Take(60))}
            If the change is intended, accept it from the root of the repository:
              cp {receivedFile} docs/openapi.json
            """);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streams.Client.Tests.Contract;

/// <summary>The shapes on the wire are written once: in the server's <c>Contract</c> folder, which this client compiles.</summary>
public sealed class SharedShapeTests
{
    [Fact]
    public void Every_shape_that_the_client_reads_or_writes_is_one_of_the_shared_ones()
    {
        var shapes = new HashSet<Type>();
        foreach (var root in typeof(StreamsClient).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters && ClientJson.Default.GetTypeInfo(type) is not null))
            Collect(ClientJson.Default.GetTypeInfo(root)!, shapes);
        Assert.Superset(new HashSet<Type> { typeof(Snapshot), typeof(Item), typeof(ReportedItem), typeof(ProblemDocument) }, shapes);
        Assert.All(shapes, shape => Assert.Equal(typeof(ProgressStream).Namespace, shape.Namespace));
    }

    [Fact]
    public void The_client_references_no_part_of_Orleans() =>
        Assert.DoesNotContain(typeof(StreamsClient).Assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Orleans", StringComparison.Ordinal));

    [Fact]
    public void A_listed_stream_is_a_stream_followed_by_its_progress()
    {
        var at = new DateTimeOffset(2026, 11, 26, 6, 30, 0, TimeSpan.Zero);
        var stream = new ProgressStream(
            "s1", "50 companies", null, new GoalCriteria(Founded: new IntRange(2010)), new TargetMetrics(40, 4.5), at.AddDays(1), GoalStatus.InProgress, at, at.AddHours(1), null);
        var progress = new Progress("s1", 1, 40, 3, null, null, at);
        var listed = new ListedStream(stream, progress);

        var json = JsonSerializer.Serialize(listed, ClientJson.Of<ListedStream>());
        Assert.Equal($$"""{{JsonSerializer.Serialize(stream, ClientJson.Of<ProgressStream>())[..^1]}},"progress":{{JsonSerializer.Serialize(progress, ClientJson.Of<Progress>())}}}""", json);
        Assert.Equal(listed, JsonSerializer.Deserialize(json, ClientJson.Of<ListedStream>()));
        Assert.Equal(
            ClientJson.Of<ProgressStream>().Properties.Select(field => (field.Name, field.IsRequired)).Append(("progress", true)),
            ClientJson.Of<ListedStream>().Properties.Select(field => (field.Name, field.IsRequired)));
    }

    [Fact]
    public void A_non_nullable_field_is_required_and_any_other_may_be_absent()
    {
        var fields = ClientJson.Of<AgentActivity>().Properties.ToDictionary(field => field.Name, field => field.IsRequired);
        Assert.False(fields["data"]);
        Assert.All(fields.Where(field => field.Key != "data"), field => Assert.True(field.Value, field.Key));
    }

    private static void Collect(JsonTypeInfo shape, HashSet<Type> shapes)
    {
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        var isOurs = type.Assembly == typeof(StreamsClient).Assembly;
        if (isOurs && !shapes.Add(type))
            return;
        IEnumerable<Type?> parts = [shape.ElementType, isOurs || type == shape.Type ? null : type, .. shape.Properties.Select(field => field.PropertyType), .. shape.PolymorphismOptions?.DerivedTypes.Select(kind => kind.DerivedType) ?? []];
        foreach (var part in parts.OfType<Type>())
        {
            if (ClientJson.Default.GetTypeInfo(part) is { } info)
                Collect(info, shapes);
        }
    }
}

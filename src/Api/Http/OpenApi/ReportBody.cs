using System.Text.Json.Serialization;

namespace Streams.Api.Http.OpenApi;

/// <summary>One report.</summary>
/// <param name="ReportId">The agent's own id of the report: the same again is acknowledged as a duplicate and changes nothing.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProgressBody), "progress")]
[JsonDerivedType(typeof(ActivityBody), "activity")]
[JsonDerivedType(typeof(MilestoneBody), "milestone")]
[JsonDerivedType(typeof(ItemsBody), "items")]
public abstract record ReportBody(string? ReportId = null);

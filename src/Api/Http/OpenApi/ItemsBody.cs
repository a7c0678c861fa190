namespace Streams.Api.Http.OpenApi;

/// <summary>Companies found, or known better.</summary>
/// <param name="Items">1 to 100.</param>
/// <param name="AgentId">Who found them: becomes <c>created_by</c>.</param>
/// <param name="ReportId"><inheritdoc cref="ReportBody"/></param>
public sealed record ItemsBody(IReadOnlyList<ItemBody> Items, string? AgentId = null, string? ReportId = null) : ReportBody(ReportId);

using Microsoft.Extensions.Options;

namespace Streams.Api.Http.Reports;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;

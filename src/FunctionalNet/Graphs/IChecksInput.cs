namespace FunctionalNet.Execution;

/// <summary>
/// An operator that validates each element of its operand itself, so that an executor need not, with a more specific error.
/// </summary>
internal interface IChecksInput;

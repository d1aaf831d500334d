namespace FunctionalNet.Execution;

/// <summary>An operator that looks at each element of its operand itself, so that an executor need not, and whose error tells more.</summary>
internal interface IChecksInput;

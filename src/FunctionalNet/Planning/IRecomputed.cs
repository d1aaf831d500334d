namespace FunctionalNet.Execution;

/// <summary>
/// An operator that a plan runs again right before each group that reads it, in memory that is free in between, so that what it expands is
/// held only in its smaller form.
/// </summary>
internal interface IRecomputed;

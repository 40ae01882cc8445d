/** Severity of a quality flag; `off`: the check is not made. */
export const severities = ['high', 'medium', 'low', 'off'] as const
export type Severity = (typeof severities)[number]

/** Points of a flag that is just at its limit. */
export const severityPoints: Readonly<Record<Severity, number>> = { high: 3, medium: 2, low: 0.5, off: 0 }

export const leastInterviews = 30
export const leastClusters = 5
/** True if there are too few to publish an estimate (R9, R29). */
export const hasTooFew = (n: number, clusters: number): boolean =>
	n < leastInterviews || clusters < leastClusters

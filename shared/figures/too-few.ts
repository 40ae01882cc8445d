export const leastInterviews = 30
export const leastClusters = 5
/** No figure is told of so few (R9, R29). */
export const hasTooFew = (n: number, clusters: number): boolean =>
	n < leastInterviews || clusters < leastClusters

/**
 * Returns the quantile at `p` (over one half) of Student's t with `df` degrees of freedom; `df` above 0,
 * whole or not.
 */
export function tQuantile(p: number, df: number): number {
	// right of 0 the distribution function is concave, so Newton's steps from 0 approach from the left and never
	// pass the quantile
	const height = Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2)) / Math.sqrt(df * Math.PI)
	let t = 0
	for (let step = 0; step < 100; step++) {
		const more = (p - 1 + tTail(t, df)) / (height * (1 + (t * t) / df) ** (-(df + 1) / 2))
		t += more
		if (!(more > 1e-13 * t)) break
	}
	return t
}

/** Returns the probability that Student's t exceeds `t`, which is not negative. */
export const tTail = (t: number, df: number): number => incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2

/** Returns the probability that Fisher's F exceeds `f`, which is not negative. */
export const fTail = (f: number, df1: number, df2: number): number =>
	incompleteBeta(df2 / (df2 + df1 * f), df2 / 2, df1 / 2)

/**
 * Returns the quantile at `p` (over 0, under 1) of the beta distribution with shapes `a` and `b` above 0:
 * Newton's steps, bisected if one leaves the bracket.
 */
export function betaQuantile(p: number, a: number, b: number): number {
	const logScale = logGamma(a + b) - logGamma(a) - logGamma(b)
	let [low, high, x] = [0, 1, a / (a + b)]
	for (let step = 0; step < 200; step++) {
		const beyond = incompleteBeta(x, a, b) - p
		if (beyond > 0) high = x
		else low = x
		const density = Math.exp(logScale + (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x))
		const newton = x - beyond / density
		const next = newton > low && newton < high ? newton : (low + high) / 2
		if (Math.abs(next - x) <= 1e-14 * next) return next
		x = next
	}
	return x
}

/**
 * Returns the regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22) with
 * Lentz's method.
 */
function incompleteBeta(x: number, a: number, b: number): number {
	if (x <= 0) return 0
	if (x >= 1) return 1
	// the fraction converges fast below this point; beyond it the other tail is computed (8.17.4)
	if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
	const front = Math.exp(
		a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b) - Math.log(a),
	)
	const term = (n: number) => {
		const m = Math.floor(n / 2)
		return n % 2 === 0
			? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
			: (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
	}
	let [c, d, fraction] = [1, 0, 1]
	for (let n = 1; n < 10_000; n++) {
		d = 1 / (1 + term(n) * d)
		c = 1 + term(n) / c
		fraction *= c * d
		if (Math.abs(c * d - 1) < 1e-15) break
	}
	return front / fraction
}

/**
 * Returns ln Γ(x) for x above 0, by Stirling's series (DLMF 5.11.1) where it is exact enough, and by Γ(x + 1)
 * = x Γ(x) below.
 */
function logGamma(x: number): number {
	let [shifted, below] = [x, 0]
	for (; shifted < 12; shifted++) below += Math.log(shifted)
	const series = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188].reduceRight(
		(sum, each) => sum / shifted ** 2 + each,
		0,
	)
	return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series / shifted - below
}

/**
 * Scope of a page: a round; a round with one district or all; a round with one district; or one round or all,
 * with one district or all.
 */
export type ScopeKind = 'round' | 'district' | 'one-district' | 'any-round'

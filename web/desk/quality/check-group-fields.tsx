import { useEffect, useState } from 'react'
import type { UseFormRegisterReturn } from 'react-hook-form'
import type { FlagKind } from '#shared/quality/flags'
import { isWeighed, type QualityLimits } from '#shared/quality/quality-limits'
import { severityOf } from '#shared/quality/rank-visits'
import { severities } from '#shared/quality/severity'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { TextField } from '../kit/text-field.tsx'
import { type CheckGroup, checkGroupNames, kindsIn, limitsIn, shippedOf } from './limits-draft.ts'

interface CheckGroupProps {
	readonly group: CheckGroup
	readonly texts: Readonly<Record<string, string>>
	readonly severities: QualityLimits['severities']
	/** Names of limits with an error. */
	readonly wrong: readonly string[]
	readonly fieldOf: (name: string) => UseFormRegisterReturn
	readonly onSeverity: (kind: FlagKind, severity: (typeof severities)[number]) => void
}

/** Limits and severities of a group of checks, closed at first, with the number of limits that are set. */
export function CheckGroupFields({
	group,
	texts,
	severities: changed,
	wrong,
	fieldOf,
	onSeverity,
}: CheckGroupProps) {
	const { t, language } = useTranslations()
	const [limits, kinds] = [limitsIn(group), kindsIn(group)]
	const [isOpen, setOpen] = useState(group === checkGroupNames[0])
	const hasError = limits.some((name) => wrong.includes(name))
	// an error opens its group; the group stays open when it is corrected
	useEffect(() => {
		if (hasError) setOpen(true)
	}, [hasError])
	const set =
		limits.filter((name) => (texts[name] ?? '').trim() !== '').length +
		kinds.filter((kind) => changed[kind] !== undefined).length
	return (
		<details className="panel" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
			<summary>
				{t(`quality.limits.group.${group}`)}
				{set > 0 && (
					<span className="hint">
						{' '}
						· {t('quality.limits.set', { count: set, n: numberIn(language, set) })}
					</span>
				)}
			</summary>
			<div className="limits">
				{limits.map((name) => {
					const label = t.orElse(`quality.limits.name.${name}`, name)
					return (
						<div key={name} className="stack tight">
							<TextField
								label={`${label} (${name.slice(0, 3).toUpperCase()})`}
								dir="ltr"
								inputMode="decimal"
								placeholder={String(shippedOf(name))}
								error={wrong.includes(name) ? {} : undefined}
								errorText={t('quality.limits.outside', { names: label })}
								{...fieldOf(name)}
							/>
						</div>
					)
				})}
			</div>
			{kinds.length > 0 && (
				<fieldset className="limits">
					<legend>{t('quality.limits.severities')}</legend>
					{kinds.map((kind) => (
						<SeverityField
							key={kind}
							kind={kind}
							changed={changed}
							onChange={(severity) => onSeverity(kind, severity)}
						/>
					))}
				</fieldset>
			)}
		</details>
	)
}

interface SeverityFieldProps {
	readonly kind: FlagKind
	readonly changed: QualityLimits['severities']
	readonly onChange: (severity: (typeof severities)[number]) => void
}

function SeverityField({ kind, changed, onChange }: SeverityFieldProps) {
	const { t } = useTranslations()
	const offered = severities.filter(
		(each) => isWeighed(kind) || each === 'low' || each === 'off' || each === changed[kind],
	)
	return (
		<label className="field">
			{t.orElse(`quality.limits.kind.${kind}`, t.orElse(`quality.kinds.${kind}`, kind))}
			<select
				value={severityOf(kind, changed)}
				onChange={({ target }) => onChange(severities.find((each) => each === target.value) ?? 'low')}
			>
				{offered.map((each) => (
					<option key={each} value={each}>
						{t(`quality.limits.severity.${each}`)}
					</option>
				))}
			</select>
		</label>
	)
}

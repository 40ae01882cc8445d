import { useId } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import './decoy-screen.css'

/** Options of each field: names of their texts. */
const choices = {
	sky: ['clear', 'cloudy', 'dust', 'fog', 'raining'],
	crop: ['wheat', 'cotton', 'rice', 'sugarCane', 'maize', 'fodder'],
	stage: ['sown', 'growing', 'flowering', 'ripe', 'harvested'],
	water: ['canal', 'tubeWell', 'rainOnly'],
} as const

/**
 * Decoy screen that replaces a form which others must not see. Its fields can be filled like on any page and
 * are not saved; the last button leads to the PIN.
 */
export function DecoyScreen({ onBack }: { onBack: () => void }) {
	const { t } = useTranslations()
	const id = useId()
	const field = (name: 'place' | 'rain') => (
		<div className="field">
			<label htmlFor={`${id}${name}`}>{t(`decoy.${name}`)}</label>
			<input id={`${id}${name}`} autoComplete="off" {...(name === 'rain' ? { inputMode: 'decimal' } : {})} />
		</div>
	)
	const choice = <Name extends keyof typeof choices>(name: Name) => (
		<div className="field">
			<label htmlFor={`${id}${name}`}>{t(`decoy.${name}`)}</label>
			<select id={`${id}${name}`} autoComplete="off">
				<option value="">—</option>
				{choices[name].map((each) => (
					<option key={each} value={each}>
						{t(`decoy.${each}`)}
					</option>
				))}
			</select>
		</div>
	)
	return (
		<main className="screen narrow stack decoy-screen">
			<header className="bar">
				<h1>{t('decoy.title')}</h1>
			</header>
			<form className="stack" autoComplete="off" onSubmit={(event) => event.preventDefault()}>
				{field('place')}
				<div className="pair">
					{choice('sky')}
					{field('rain')}
				</div>
				<div className="pair">
					{choice('crop')}
					{choice('stage')}
				</div>
				{choice('water')}
				<div className="field">
					<label htmlFor={`${id}notes`}>{t('decoy.notes')}</label>
					<textarea id={`${id}notes`} rows={2} autoComplete="off" />
				</div>
				<div className="pair">
					<button type="reset" className="plain">
						{t('decoy.empty')}
					</button>
					<button type="button" className="plain quiet" onClick={onBack}>
						{t('decoy.settings')}
					</button>
				</div>
			</form>
		</main>
	)
}

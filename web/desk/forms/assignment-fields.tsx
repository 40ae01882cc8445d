import { useId, useState } from 'react'
import { peopleApi } from '#shared/api/people'
import type { FormAssignment } from '#shared/forms/form-assignment'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'

interface AssignmentFieldsProps {
	readonly assigned: FormAssignment
	readonly onChange: (assigned: FormAssignment) => void
}

/** Assignment of a form: all users whose role fills in forms, or those of some districts and teams. */
export function AssignmentFields({ assigned, onChange }: AssignmentFieldsProps) {
	const { t } = useTranslations()
	const name = useId()
	return (
		<fieldset className="field stack tight">
			<legend>{t('forms.assignedTo')}</legend>
			<label className="choice small">
				<input type="radio" name={name} checked={assigned === null} onChange={() => onChange(null)} />
				<span>{t('forms.assignedToAll')}</span>
			</label>
			<label className="choice small">
				<input
					type="radio"
					name={name}
					checked={assigned !== null}
					onChange={() => onChange({ districts: [], teams: [] })}
				/>
				<span>{t('forms.assignedToSome')}</span>
			</label>
			{assigned && <DistrictsAndTeams assigned={assigned} onChange={onChange} />}
		</fieldset>
	)
}

interface DistrictsAndTeamsProps {
	readonly assigned: NonNullable<FormAssignment>
	readonly onChange: (assigned: FormAssignment) => void
}

function DistrictsAndTeams({ assigned, onChange }: DistrictsAndTeamsProps) {
	const { t } = useTranslations()
	const districts = useDistrictNames()
	const { found, problem } = useRoute(peopleApi.list, {})
	const now = found?.flatMap(({ team }) => (team === null ? [] : [team])) ?? []
	// a team without members is shown while the form is assigned to it
	const [assignedBefore] = useState(assigned.teams)
	const teams = [...new Set([...now, ...assignedBefore])].sort()
	const lists = [
		{ key: 'districts', legend: t('people.districts'), options: districts },
		{ key: 'teams', legend: t('forms.teams'), options: teams.map((team) => [team, team] as const) },
	] as const
	return (
		<>
			{lists
				.filter(({ options }) => options.length > 0)
				.map(({ key, legend, options }) => (
					<fieldset key={key} className="field">
						<legend>{legend}</legend>
						<div className="district-choices">
							{options.map(([code, label]) => (
								<label key={code} className="choice small">
									<input
										type="checkbox"
										checked={assigned[key].includes(code)}
										onChange={({ target }) => {
											const others = assigned[key].filter((each) => each !== code)
											onChange({ ...assigned, [key]: target.checked ? [...others, code] : others })
										}}
									/>
									<bdi>{label}</bdi>
								</label>
							))}
						</div>
					</fieldset>
				))}
			{problem && <ProblemNote problem={problem} />}
		</>
	)
}

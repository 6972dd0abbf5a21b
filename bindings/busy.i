/*
 * Objects in use. Any number may judge at once, and who changes an object must have it alone: in Python the
 * interpreter's lock is free while C judges or reads files, so that another thread may come with the same
 * object; in both languages a rule may touch what is being judged. Who comes at the wrong time gets an
 * error; nobody waits, and so nothing hangs.
 *
 * The table below holds the objects that are in use at this moment, which are no more than there are calls
 * in C. In Python it is changed under the interpreter's lock only; in Lua each thread has its own, since
 * states share no objects. The language supplies CP_BUSY_STORAGE, CP_REFUSE(problem), which
 * raises, and CP_ENTER and CP_EXIT around each call of C.
 */
%{
typedef struct cp_busy {
	const void *object;
	long n; /* how many judge; -1: it is being changed */
} cp_busy;

CP_BUSY_STORAGE cp_busy *cp_in_use;
CP_BUSY_STORAGE size_t cp_n_in_use, cp_in_use_capacity;

/* Of what was asked last, when it was refused; NULL: out of memory. */
CP_BUSY_STORAGE const char *cp_problem;

static cp_busy *
cp_find_busy(const void *object)
{
	size_t i;

	for (i = 0; i < cp_n_in_use; i++) {
		if (cp_in_use[i].object == object)
			return &cp_in_use[i];
	}
	return NULL;
}

static int
cp_refuse_busy(void)
{
	cp_problem = "another call is using this object: it is changed by one, while nobody judges";
	return 0;
}

static cp_busy *
cp_new_busy(const void *object)
{
	if (cp_n_in_use == cp_in_use_capacity) {
		size_t capacity = cp_in_use_capacity > 0 ? 2 * cp_in_use_capacity : 16;
		cp_busy *more = realloc(cp_in_use, capacity * sizeof(*more));

		cp_problem = NULL;
		if (more == NULL)
			return NULL;
		cp_in_use = more;
		cp_in_use_capacity = capacity;
	}
	cp_in_use[cp_n_in_use].object = object;
	cp_in_use[cp_n_in_use].n = 0;
	return &cp_in_use[cp_n_in_use++];
}

/* For those who judge. */
static int
cp_share(const void *object)
{
	cp_busy *busy = cp_find_busy(object);

	if (busy != NULL && busy->n < 0)
		return cp_refuse_busy();
	if (busy == NULL && (busy = cp_new_busy(object)) == NULL)
		return 0;
	busy->n++;
	return 1;
}

/* For those who change, and let others run meanwhile. */
static int
cp_own(const void *object)
{
	cp_busy *busy;

	if (cp_find_busy(object) != NULL)
		return cp_refuse_busy();
	busy = cp_new_busy(object);
	if (busy != NULL)
		busy->n = -1;
	return busy != NULL;
}

static void
cp_leave(const void *object)
{
	cp_busy *busy = cp_find_busy(object);

	if (busy->n > 1)
		busy->n--;
	else
		*busy = cp_in_use[--cp_n_in_use];
}

static int
cp_share_both(const void *one, const void *other)
{
	if (!cp_share(one))
		return 0;
	if (cp_share(other))
		return 1;
	cp_leave(one);
	return 0;
}
%}

/* Changes the object, and takes its time. */
%define CP_OWNS(METHOD)
%exception METHOD {
	if (!cp_own(arg1)) {
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
	cp_leave(arg1);
}
%enddef
/* Changes the object, or reads what a change would move, in a moment. */
%define CP_NEEDS_PEACE(METHOD)
%exception METHOD {
	if (cp_find_busy(arg1) != NULL) {
		(void)cp_refuse_busy();
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
}
%enddef
/* Judges by the object. */
%define CP_SHARES(METHOD)
%exception METHOD {
	if (!cp_share(arg1)) {
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
	cp_leave(arg1);
}
%enddef
/* Judges a request by it. */
%define CP_SHARES_BOTH(METHOD)
%exception METHOD {
	if (!cp_share_both(arg1, arg2)) {
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
	cp_leave(arg2);
	cp_leave(arg1);
}
%enddef

CP_OWNS(certpolicy_engine::add_anchors)
CP_OWNS(certpolicy_engine::add_public_anchors)
CP_OWNS(certpolicy_engine::add_intermediates)
CP_OWNS(certpolicy_engine::add_crls)
CP_OWNS(certpolicy_engine::add_policy_file)
CP_OWNS(certpolicy_engine::add_denylist)
CP_OWNS(certpolicy_engine::add_weak_keys)
CP_OWNS(certpolicy_engine::add_data)
CP_OWNS(certpolicy_engine::set_ct_log_list)
CP_NEEDS_PEACE(certpolicy_engine::add_anchor_der)
CP_NEEDS_PEACE(certpolicy_engine::add_public_anchor_der)
CP_NEEDS_PEACE(certpolicy_engine::add_intermediate_der)
CP_NEEDS_PEACE(certpolicy_engine::add_crl_der)
CP_NEEDS_PEACE(certpolicy_engine::add_policy_text)
CP_NEEDS_PEACE(certpolicy_engine::add_own_rule)
CP_NEEDS_PEACE(certpolicy_engine::set_limit)
CP_SHARES(certpolicy_engine::count_anchors)
CP_SHARES(certpolicy_engine::policy)
CP_SHARES(certpolicy_engine::evaluate)
CP_SHARES(certpolicy_engine::describe)
CP_SHARES(certpolicy_engine::forecast_json)
CP_SHARES_BOTH(certpolicy_engine::judge)
CP_SHARES_BOTH(certpolicy_engine::describe_request)
CP_SHARES_BOTH(certpolicy_engine::forecast_request)
%exception certpolicy_guard::certpolicy_guard {
	if (!cp_share(arg1)) {
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
	cp_leave(arg1);
}
%exception certpolicy_guard::replace_terms {
	if (!cp_share(arg2)) {
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
	cp_leave(arg2);
}
%exception certpolicy_guard::judge_request {
	if (!cp_own(arg2)) {
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
	cp_leave(arg2);
}
%exception certpolicy_guard::binding {
	if (!cp_share(arg2)) {
		CP_REFUSE(cp_problem);
		SWIG_fail;
	}
	CP_ENTER;
	$action
	CP_EXIT;
	cp_leave(arg2);
}
CP_NEEDS_PEACE(certpolicy_request::add_certificate_der)
CP_NEEDS_PEACE(certpolicy_request::add_chain)
CP_NEEDS_PEACE(certpolicy_request::add_peer_host)
CP_NEEDS_PEACE(certpolicy_request::add_peer_dns)
CP_NEEDS_PEACE(certpolicy_request::add_peer_ip)
CP_NEEDS_PEACE(certpolicy_request::add_peer_email)
CP_NEEDS_PEACE(certpolicy_request::add_peer_uri)
CP_NEEDS_PEACE(certpolicy_request::add_peer_srv)
CP_NEEDS_PEACE(certpolicy_request::set_insecure_no_peer)
CP_NEEDS_PEACE(certpolicy_request::set_address)
CP_NEEDS_PEACE(certpolicy_request::set_time)
CP_NEEDS_PEACE(certpolicy_request::set_purpose)
CP_NEEDS_PEACE(certpolicy_request::set_policy)
CP_NEEDS_PEACE(certpolicy_request::set_own_anchors)
CP_NEEDS_PEACE(certpolicy_request::add_anchor_der)
CP_NEEDS_PEACE(certpolicy_request::add_intermediate_der)
CP_NEEDS_PEACE(certpolicy_request::add_crl_der)
CP_NEEDS_PEACE(certpolicy_request::set_ocsp_staple)
CP_NEEDS_PEACE(certpolicy_request::add_ocsp)
CP_NEEDS_PEACE(certpolicy_request::set_sct_list)
CP_NEEDS_PEACE(certpolicy_request::set_session)
CP_NEEDS_PEACE(certpolicy_request::set_session_fact)
CP_NEEDS_PEACE(certpolicy_request::set_session_signature)
CP_NEEDS_PEACE(certpolicy_request::set_session_dh_bits)
CP_NEEDS_PEACE(certpolicy_request::set_explain_path)

"""The operations of the API, one module for each group: what is taken, what is answered, which selector or service is asked."""
